//! Many phrases looked up at once in a sequence of words.

use std::collections::HashMap;

/// A set of phrases, each with what it stands for; phrases are sequences of keys.
#[derive(Debug)]
pub struct Phrases<T> {
    nodes: Vec<Node<T>>,
}

#[derive(Debug)]
struct Node<T> {
    next: HashMap<String, usize>,
    values: Vec<T>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { nodes: vec![Node { next: HashMap::new(), values: Vec::new() }] }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase; an empty one is left out. The same phrase may stand for several things.
    pub fn add<'k>(&mut self, keys: impl IntoIterator<Item = &'k str>, value: T) {
        let mut at = 0;
        for key in keys {
            let free = self.nodes.len();
            at = *self.nodes[at].next.entry(key.to_owned()).or_insert(free);
            if at == free {
                self.nodes.push(Node { next: HashMap::new(), values: Vec::new() });
            }
        }
        if at != 0 {
            self.nodes[at].values.push(value);
        }
    }

    /// Adds a phrase unless it stands for the same thing already.
    pub fn add_once<'k>(&mut self, keys: impl IntoIterator<Item = &'k str> + Clone, value: T)
    where
        T: PartialEq,
    {
        let mut at = 0;
        let known = keys.clone().into_iter().all(|key| {
            let next = self.nodes[at].next.get(key).copied();
            at = next.unwrap_or(at);
            next.is_some()
        });
        if !(known && self.nodes[at].values.contains(&value)) {
            self.add(keys, value);
        }
    }

    /// The longest phrase that begins at `from`: how many words it takes and what it stands for.
    pub fn longest<'k>(
        &self,
        from: usize,
        mut key_at: impl FnMut(usize) -> Option<&'k str>,
    ) -> Option<(usize, &[T])> {
        let mut node = &self.nodes[0];
        let mut found = None;
        let mut taken = 0;
        while let Some(&next) = key_at(from + taken).and_then(|key| node.next.get(key)) {
            node = &self.nodes[next];
            taken += 1;
            if !node.values.is_empty() {
                found = Some((taken, node.values.as_slice()));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_phrase_wins_and_beginnings_alone_do_not_count() {
        let mut phrases = Phrases::default();
        phrases.add(["south", "sudan"], 1);
        phrases.add(["sudan"], 2);
        phrases.add(["call", "for"], 3);
        let words = ["south", "sudan", "call", "on"];
        let at = |from| phrases.longest(from, |at| words.get(at).copied());
        assert_eq!(at(0), Some((2, [1].as_slice())));
        assert_eq!(at(1), Some((1, [2].as_slice())));
        assert_eq!(at(2), None);
        assert_eq!(at(9), None);
    }

    #[test]
    fn empty_phrase_is_left_out_and_doubles_are_kept() {
        let mut phrases = Phrases::default();
        phrases.add([], 1);
        phrases.add(["a"], 2);
        phrases.add(["a"], 3);
        assert_eq!(phrases.longest(0, |at| ["a"].get(at).copied()), Some((1, [2, 3].as_slice())));
    }
}
