// Choosing a sentence by selecting words of it. In an article that offers a way to the form, with
// the words; in the form's list it ticks the sentence. Without this script the list is there all
// the same.
"use strict";

// The server finds a sentence by fewer words than these.
const MOST_CHARACTERS = 1000;

const offer = document.querySelector(".add-here");
const plain = offer?.getAttribute("href");

// Numbers of notes stand in the text, but are none of its words.
const wordsOf = (selection) => {
  const words = document.createElement("div");
  for (let at = 0; at < selection.rangeCount; at += 1) {
    words.append(selection.getRangeAt(at).cloneContents());
  }
  words.querySelectorAll(".ref, .notes").forEach((note) => note.replaceWith(" "));
  return words.textContent.replace(/\s+/g, " ").trim().slice(0, MOST_CHARACTERS);
};

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const node = selection.anchorNode;
  const within = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  if (offer) {
    const words = within?.closest(".folio > p") ? wordsOf(selection) : "";
    offer.hidden = words === "";
    offer.href = `${plain}?words=${encodeURIComponent(words)}#sentence`;
  } else if (!selection.isCollapsed) {
    const sentence = within?.closest(".sentences li");
    if (sentence) {
      sentence.querySelector("input").checked = true;
    }
  }
});

// The selection, and with it the offer, would go before the click.
offer?.addEventListener("mousedown", (event) => event.preventDefault());
