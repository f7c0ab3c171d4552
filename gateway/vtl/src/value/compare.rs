//! Java's `equals` and `hashCode`.

use super::collection::{Map, ViewPart};
use super::object::Value;
use crate::number::Number;

/// How deep values are compared and hashed.
const DEPTH: u32 = 200;

/// How many values one comparison or hash looks at. Lists that contain the same list twice, which does
/// too, and so on, are small to write and endless to walk.
const FUEL: u32 = 200_000;

/// What comparisons and hashes may still look at, in values.
#[derive(Debug)]
pub(crate) struct Fuel(u32);

impl Default for Fuel {
    fn default() -> Self {
        Self(FUEL)
    }
}

impl Fuel {
    /// How many values were looked at.
    pub(crate) fn used(&self) -> u32 {
        FUEL - self.0
    }
}

impl Value {
    /// Java's `equals`: of the same class and of equal content. What is nested without measure is
    /// taken for different.
    pub(crate) fn java_equals(&self, other: &Self) -> bool {
        self.equals_within(other, &mut Fuel::default())
    }

    /// [`Value::java_equals`], which notes how much it looked at.
    pub(crate) fn equals_within(&self, other: &Self, fuel: &mut Fuel) -> bool {
        equals(self, other, DEPTH, &mut fuel.0)
    }
}

fn equals(left: &Value, right: &Value, depth: u32, fuel: &mut u32) -> bool {
    let Some(deeper) = spend(depth, fuel) else {
        return false;
    };
    match (left, right) {
        (Value::Null, Value::Null) | (Value::Input, Value::Input) | (Value::Util, Value::Util) => true,
        (Value::Boolean(left), Value::Boolean(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => left.java_equals(right),
        (Value::Character(left), Value::Character(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::List(left), Value::List(right)) => {
            left.is_same(right) || all_equal(&left.items(), &right.items(), deeper, fuel)
        }
        (Value::Map(left), Value::Map(right)) => left.is_same(right) || maps_equal(left, right, deeper, fuel),
        (Value::Entry(left), Value::Entry(right)) => {
            equals(&left.key, &right.key, deeper, fuel) && equals(&left.value(), &right.value(), deeper, fuel)
        }
        (Value::View(left), Value::View(right)) => match (left.part, right.part) {
            (ViewPart::Values, _) | (_, ViewPart::Values) => left.part == right.part && left.map.is_same(&right.map),
            _ => {
                let (left, right) = (left.items(), right.items());
                left.len() == right.len()
                    && left.iter().all(|item| right.iter().any(|other| equals(item, other, deeper, fuel)))
            }
        },
        (Value::Loop(left), Value::Loop(right)) => std::rc::Rc::ptr_eq(left, right),
        (Value::Block(left), Value::Block(right)) => left.is_same(right),
        (Value::Class(left), Value::Class(right)) => left == right,
        _ => false,
    }
}

/// Takes one value's worth of fuel; nothing if there is none left, or no depth.
fn spend(depth: u32, fuel: &mut u32) -> Option<u32> {
    *fuel = fuel.checked_sub(1)?;
    depth.checked_sub(1)
}

fn all_equal(left: &[Value], right: &[Value], depth: u32, fuel: &mut u32) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equals(left, right, depth, fuel))
}

fn maps_equal(left: &Map, right: &Map, depth: u32, fuel: &mut u32) -> bool {
    let (left, right) = (left.entries(), right.entries());
    left.len() == right.len()
        && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| equals(value, other, depth, fuel)))
}

/// Java's `hashCode`.
pub(crate) fn hash_code(value: &Value) -> i32 {
    hash(value, DEPTH, &mut Fuel::default().0)
}

/// How much work it is to hash a value or to compare it with its like, in steps of a template.
pub(crate) fn weight(value: &Value) -> u64 {
    match value {
        Value::Text(text) => u64::try_from(text.len() / 32).unwrap_or(u64::MAX),
        Value::List(_) | Value::Map(_) | Value::Entry(_) | Value::View(_) => {
            let mut fuel = Fuel::default();
            hash(value, DEPTH, &mut fuel.0);
            fuel.used().into()
        }
        _ => 0,
    }
}

fn hash(value: &Value, depth: u32, fuel: &mut u32) -> i32 {
    let Some(deeper) = spend(depth, fuel) else {
        return 0;
    };
    match value {
        Value::Boolean(true) => 1231,
        Value::Boolean(false) => 1237,
        Value::Number(number) => hash_number(number),
        Value::Character(unit) => i32::from(*unit),
        Value::Text(text) => {
            text.encode_utf16().fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
        }
        Value::List(list) => {
            list.items().iter().fold(1i32, |sum, item| sum.wrapping_mul(31).wrapping_add(hash(item, deeper, fuel)))
        }
        Value::Map(map) => map.entries().iter().fold(0i32, |sum, (key, value)| {
            sum.wrapping_add(hash(&key.value, deeper, fuel) ^ hash(value, deeper, fuel))
        }),
        Value::Entry(entry) => hash(&entry.key, deeper, fuel) ^ hash(&entry.value(), deeper, fuel),
        Value::View(view) => view.items().iter().fold(0i32, |sum, item| sum.wrapping_add(hash(item, deeper, fuel))),
        Value::Null | Value::Input | Value::Util | Value::Loop(_) | Value::Block(_) | Value::Class(_) => 0,
    }
}

#[allow(clippy::cast_possible_truncation)] // Java folds the upper half into the lower one.
fn hash_number(number: &Number) -> i32 {
    let fold = |long: i64| (long ^ ((long as u64) >> 32) as i64) as i32;
    match number {
        Number::Integer(value) => *value,
        Number::Long(value) => fold(*value),
        Number::Double(value) => fold(value.to_bits() as i64),
        Number::Big(value) => {
            let (sign, words) = value.to_u32_digits();
            let magnitude =
                words.iter().rev().fold(0i32, |hash, word| hash.wrapping_mul(31).wrapping_add(*word as i32));
            if sign == num_bigint::Sign::Minus { magnitude.wrapping_neg() } else { magnitude }
        }
        Number::Decimal(value) => {
            hash_number(&Number::Big(value.unscaled().clone().into())).wrapping_mul(31).wrapping_add(value.scale())
        }
    }
}
