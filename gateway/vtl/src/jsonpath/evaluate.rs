//! Follows a path through a value.

use super::{JsonPath, Step};
use crate::value::{List, ListKind, Value};

/// Following a path would take more steps than are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exhausted;

/// Why an evaluation ends early.
pub(super) enum Ended {
    /// A definite part of the path leads nowhere.
    NotFound,
    Exhausted,
}

type Followed = Result<(), Ended>;

/// One evaluation.
pub(super) struct Walk<'v> {
    pub(super) root: &'v Value,
    pub(super) kind: ListKind,
    pub(super) budget: &'v mut u64,
    found: Vec<Value>,
}

/// How deep values are followed.
const DEPTH: u32 = 250;

impl JsonPath {
    /// What the path leads to; lists that are made are of the given kind.
    pub(crate) fn find_within(
        &self,
        root: &Value,
        kind: ListKind,
        budget: &mut u64,
    ) -> Result<Option<Value>, Exhausted> {
        self.find_from(root, root, kind, budget)
    }

    /// What the path leads to from `item`, or from `root` if it begins with `$`.
    pub(super) fn find_from(
        &self,
        item: &Value,
        root: &Value,
        kind: ListKind,
        budget: &mut u64,
    ) -> Result<Option<Value>, Exhausted> {
        let start = if self.relative { item } else { root };
        let mut steps = self.steps.as_slice();
        // A function after a scan works on all that the scan finds.
        let mut over_scan = None;
        if let (Some(Step::Scan), Some((Step::Function(function), before))) = (steps.first(), steps.split_last()) {
            over_scan = Some(function);
            steps = before;
        }
        let mut walk = Walk { root, kind, budget, found: Vec::new() };
        match walk.follow(steps, start, true, DEPTH) {
            Ok(()) => {}
            Err(Ended::NotFound) => return Ok(None),
            Err(Ended::Exhausted) => return Err(Exhausted),
        }
        if let Some(function) = over_scan {
            let all = Value::List(List::new(kind, walk.found));
            return function.apply(&all, root, kind, budget);
        }
        Ok(if self.is_definite() { walk.found.pop() } else { Some(Value::List(List::new(kind, walk.found))) })
    }
}

impl Walk<'_> {
    fn charge(&mut self, steps: usize) -> Followed {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        *self.budget = self.budget.checked_sub(steps).ok_or(Ended::Exhausted)?;
        Ok(())
    }

    /// Follows the rest of a path; `definite` says whether all before it is.
    fn follow(&mut self, steps: &[Step], value: &Value, definite: bool, depth: u32) -> Followed {
        self.charge(1)?;
        let Some((step, rest)) = steps.split_first() else {
            self.found.push(value.clone());
            return Ok(());
        };
        let depth = depth.checked_sub(1).ok_or(Ended::Exhausted)?;
        let still_definite = definite && step.is_definite(rest.is_empty());
        match step {
            Step::Names(names) => self.names(names, rest, value, (definite, still_definite), depth),
            Step::Indexes(indexes) => {
                let Value::List(list) = value else {
                    return not_found_if(definite);
                };
                indexes.iter().try_for_each(|index| self.index(*index, list, rest, still_definite, depth))
            }
            Step::Slice(from, to) => {
                let Value::List(list) = value else {
                    return not_found_if(definite);
                };
                let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
                slice(*from, *to, length).try_for_each(|index| self.index(index, list, rest, false, depth))
            }
            Step::Wildcard => self.children(value)?.iter().try_for_each(|child| {
                // What one branch lacks does not end the others.
                match self.follow(rest, child, false, depth) {
                    Err(Ended::NotFound) => Ok(()),
                    other => other,
                }
            }),
            Step::Filter(filter) => match value {
                Value::List(_) => {
                    for item in self.children(value)? {
                        if self.accepts(filter, &item)? {
                            self.follow(rest, &item, false, depth)?;
                        }
                    }
                    Ok(())
                }
                Value::Map(_) => {
                    if self.accepts(filter, value)? {
                        self.follow(rest, value, false, depth)
                    } else {
                        Ok(())
                    }
                }
                _ => not_found_if(definite),
            },
            Step::Function(function) => match function.apply(value, self.root, self.kind, self.budget) {
                Ok(Some(result)) => self.follow(rest, &result, definite, depth),
                Ok(None) => not_found_if(definite),
                Err(Exhausted) => Err(Ended::Exhausted),
            },
            Step::Scan => match rest.split_first() {
                Some((target, after)) => self.scan(target, after, value, depth),
                None => Ok(()),
            },
        }
    }

    fn names(
        &mut self,
        names: &[Box<str>],
        rest: &[Step],
        value: &Value,
        (definite, still_definite): (bool, bool),
        depth: u32,
    ) -> Followed {
        let Value::Map(map) = value else {
            return not_found_if(definite);
        };
        if let [name] = names {
            return match map.get_text(name) {
                Some(child) => self.follow(rest, &child, still_definite, depth),
                None if rest.is_empty() => Ok(()),
                None => not_found_if(definite),
            };
        }
        if rest.is_empty() {
            let merged = crate::value::Map::with_capacity(names.len());
            for name in names {
                if let Some(child) = map.get_text(name) {
                    merged.put(Value::from(name.as_ref()), child);
                }
            }
            self.found.push(Value::Map(merged));
            return Ok(());
        }
        for name in names {
            match map.get_text(name) {
                Some(child) => self.follow(rest, &child, false, depth)?,
                None => not_found_if(false)?,
            }
        }
        Ok(())
    }

    /// Follows the path from an item, if there is one of that index. Negative ones count from the end.
    fn index(&mut self, index: i64, list: &List, rest: &[Step], definite: bool, depth: u32) -> Followed {
        let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
        let index = if index < 0 { index.saturating_add(length) } else { index };
        match usize::try_from(index).ok().and_then(|index| list.get(index)) {
            Some(item) => self.follow(rest, &item, definite, depth),
            None => Ok(()),
        }
    }

    fn children(&mut self, value: &Value) -> Result<Vec<Value>, Ended> {
        let children: Vec<Value> = match value {
            Value::List(list) => list.items().clone(),
            Value::Map(map) => map.entries().values().cloned().collect(),
            _ => Vec::new(),
        };
        self.charge(children.len())?;
        Ok(children)
    }

    fn accepts(&mut self, filter: &super::filter::Filter, item: &Value) -> Result<bool, Ended> {
        filter.accepts(item, self.root, self.budget).map_err(|Exhausted| Ended::Exhausted)
    }

    /// `..`: follows `target` and what is after it from every object and list, outer ones first.
    fn scan(&mut self, target: &Step, after: &[Step], value: &Value, depth: u32) -> Followed {
        let depth = depth.checked_sub(1).ok_or(Ended::Exhausted)?;
        let matches = match (target, value) {
            (_, Value::List(_) | Value::Map(_)) if matches!(target, Step::Wildcard) => true,
            (Step::Names(names), Value::Map(map)) => {
                names.len() > 1 && !after.is_empty() || names.iter().all(|name| map.get_text(name).is_some())
            }
            (Step::Indexes(_) | Step::Slice(..), Value::List(_)) => true,
            (Step::Filter(filter), Value::List(_) | Value::Map(_)) => self.accepts(filter, value)?,
            _ => false,
        };
        if matches {
            match value {
                // Jayway does not look at the index here: all items are gone through.
                Value::List(_) if !after.is_empty() => {
                    for item in self.children(value)? {
                        self.ignoring_missing(after, &item, depth)?;
                    }
                }
                _ => self.follow_target(target, after, value, depth)?,
            }
        }
        for child in self.children(value)? {
            if matches!(child, Value::List(_) | Value::Map(_)) {
                self.scan(target, after, &child, depth)?;
            }
        }
        Ok(())
    }

    fn follow_target(&mut self, target: &Step, after: &[Step], value: &Value, depth: u32) -> Followed {
        let mut steps = Vec::with_capacity(after.len() + 1);
        steps.push(target.clone());
        steps.extend_from_slice(after);
        self.ignoring_missing(&steps, value, depth)
    }

    fn ignoring_missing(&mut self, steps: &[Step], value: &Value, depth: u32) -> Followed {
        match self.follow(steps, value, false, depth) {
            Err(Ended::NotFound) => Ok(()),
            other => other,
        }
    }
}

/// A definite path that leads nowhere finds nothing; another one goes on elsewhere.
fn not_found_if(definite: bool) -> Followed {
    if definite { Err(Ended::NotFound) } else { Ok(()) }
}

/// The indexes of a slice, some of which may not exist.
fn slice(from: Option<i64>, to: Option<i64>, length: i64) -> std::ops::Range<i64> {
    let from_end = |index: i64| {
        if index < 0 { length.saturating_add(index) } else { index }
    };
    match (from, to) {
        (Some(from), None) => from_end(from).max(0)..length,
        (None, Some(to)) => 0..from_end(to).min(length),
        // Jayway takes these as they are; negative ones count from the end one by one.
        (Some(from), Some(to)) => from.max(-length)..to.min(length),
        (None, None) => 0..length,
    }
}
