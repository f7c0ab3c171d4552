//! How client and server name the shape of a body of XML.

use super::Types;
use crate::ir::Content;
use crate::print::Path;

/// The static of a body's shape, as client and server name it.
pub(crate) fn path(types: Types<'_>, content: &Content) -> Option<Path> {
    Some(Path::xml(types.names.of_shape(content.xml?)))
}
