//! placeholder
use crate::value::{ListKind, Value};
#[derive(Clone, Debug)]
pub struct JsonPath(Vec<String>);
impl JsonPath {
    pub fn parse(text: &str) -> Result<Self, std::fmt::Error> {
        Ok(Self(
            text.trim_start_matches("$")
                .split('.')
                .filter(|p| !p.is_empty())
                .map(str::to_owned)
                .collect(),
        ))
    }
    pub(crate) fn find_in(&self, root: &Value, _kind: ListKind) -> Option<Value> {
        let mut v = root.clone();
        for p in &self.0 {
            v = match v {
                Value::Map(m) => m.get_text(p)?,
                _ => return None,
            }
        }
        Some(v)
    }
}
