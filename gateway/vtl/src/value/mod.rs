//! Values as Java has them: references to lists and maps are shared, numbers keep their type.
//!
//! `object`, `collection`, `compare`, `block` and `loop_scope` need each other, as the types do: a list
//! holds values, a value is a list, and a map compares its keys. Nothing else does; `class`, `convert`,
//! `print` and `release` stand above.

mod block;
mod class;
mod collection;
mod compare;
mod convert;
mod loop_scope;
mod object;
mod print;
mod release;

pub use crate::number::{Decimal, Number};
pub use class::Class;
pub use collection::{Entry, List, Map, View};
pub use convert::Collections;
pub use object::Value;

pub(crate) use block::DefinedBlock;
pub(crate) use collection::{ListKind, ViewPart};
pub(crate) use compare::{Fuel, hash_code, weight};
pub(crate) use loop_scope::LoopScope;
pub(crate) use print::{Bound, write_json};
