//! Lets go of values that are nested deeper than the stack.
//!
//! `#set($a = [$a])` in a loop makes a list of any depth; dropping it by recursion would end the process.

use std::rc::Rc;

use super::collection::{ListData, MapData};
use super::loop_scope::LoopScope;
use super::object::Value;

impl Drop for ListData {
    fn drop(&mut self) {
        release(self.take());
    }
}

impl Drop for MapData {
    fn drop(&mut self) {
        release(self.take());
    }
}

/// Drops values, the ones inside them one after the other.
fn release(mut waiting: Vec<Value>) {
    while let Some(value) = waiting.pop() {
        match value {
            Value::List(list) => waiting.append(&mut list.into_items()),
            Value::Map(map) => waiting.append(&mut map.into_parts()),
            Value::Entry(entry) => {
                waiting.extend(Rc::try_unwrap(entry.key));
                waiting.append(&mut entry.map.into_parts());
            }
            Value::View(view) => waiting.append(&mut view.map.into_parts()),
            Value::Loop(scope) => waiting.extend(Rc::try_unwrap(scope).into_iter().flat_map(LoopScope::into_parts)),
            _ => {}
        }
    }
}
