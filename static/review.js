// The review desk by single keys: each does what the element does that shows it. Without this
// script the access keys, the mouse and Tab do the same.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) {
    return;
  }
  event.preventDefault();
  if (target.tagName === "INPUT") {
    target.focus();
  } else if (target.tagName === "DETAILS") {
    target.open = true;
    target.querySelector("select").focus();
  } else {
    target.click();
  }
});
