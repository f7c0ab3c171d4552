//! Keys with brackets, `filter[price][max]`, and the tree that they describe.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Deeper keys are left out: a request must not make the tree arbitrarily deep.
const DEPTH: usize = 32;

/// Values, and members by name.
#[derive(Debug, Default)]
pub(super) struct Tree {
    values: Vec<String>,
    members: BTreeMap<String, Tree>,
}

/// The names in brackets behind `name`: `f[a][b]` behind `f` is `a`, `b`. `None` if the key is
/// another one's.
pub(super) fn path<'k>(name: &str, key: &'k str) -> Option<Vec<&'k str>> {
    let mut rest = key.strip_prefix(name)?;
    let mut path = Vec::new();
    while !rest.is_empty() {
        let (segment, after) = rest.strip_prefix('[')?.split_once(']')?;
        path.push(segment);
        rest = after;
    }
    (!path.is_empty() && path.len() <= DEPTH).then_some(path)
}

impl Tree {
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.members.is_empty()
    }

    pub(super) fn insert(&mut self, path: &[&str], value: String) {
        match path.split_first() {
            // `a[]=1&a[]=2` is `a` twice.
            None | Some((&"", [])) => self.values.push(value),
            Some((first, rest)) => self.members.entry((*first).to_owned()).or_default().insert(rest, value),
        }
    }

    /// The tree as JSON. With `lists`, members that are counted from 0 are the items of an array.
    pub(super) fn to_json(&self, lists: bool) -> Value {
        if self.members.is_empty() {
            return match self.values.as_slice() {
                [only] => Value::from(only.as_str()),
                values => values.iter().map(String::as_str).collect(),
            };
        }
        if lists && let Some(items) = self.items() {
            return items.into_iter().map(|item| item.to_json(lists)).collect();
        }
        let members = self.members.iter().map(|(name, member)| (name.clone(), member.to_json(lists)));
        Value::Object(Map::from_iter(members))
    }

    /// The members in order, if their names are the numbers from 0.
    fn items(&self) -> Option<Vec<&Self>> {
        (0..self.members.len()).map(|index| self.members.get(&index.to_string())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(query: &[(&str, &str)], lists: Value, maps: Value) {
        let mut tree = Tree::default();
        for (key, value) in query {
            tree.insert(&path("f", key).unwrap(), (*value).to_owned());
        }
        assert_eq!((tree.to_json(true), tree.to_json(false)), (lists, maps));
    }

    #[test]
    fn trees() {
        check(
            &[("f[a]", "1"), ("f[b][c]", "2")],
            json!({"a": "1", "b": {"c": "2"}}),
            json!({"a": "1", "b": {"c": "2"}}),
        );
        check(&[("f[a]", "1"), ("f[a]", "2")], json!({"a": ["1", "2"]}), json!({"a": ["1", "2"]}));
        check(&[("f[a][]", "1"), ("f[a][]", "2")], json!({"a": ["1", "2"]}), json!({"a": ["1", "2"]}));
        check(&[("f[1]", "b"), ("f[0]", "a")], json!(["a", "b"]), json!({"0": "a", "1": "b"}));
        check(&[("f[1]", "b"), ("f[2]", "a")], json!({"1": "b", "2": "a"}), json!({"1": "b", "2": "a"}));
    }

    #[test]
    fn keys_of_others() {
        for key in ["f", "g[a]", "fo[a]", "f[a", "f[a]b", "fa]", &format!("f{}", "[a]".repeat(DEPTH + 1))] {
            assert_eq!(path("f", key), None, "{key}");
        }
    }
}
