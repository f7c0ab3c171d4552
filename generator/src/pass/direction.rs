//! Takes away what the document says that only the other side sends.
//!
//! Runs after `reach`. A required member that is `readOnly` is optional in a type that is also
//! written, one that is `writeOnly` in a type that is also read.

use crate::ir::{Api, TypeKind};

pub(super) fn run(api: &mut Api) {
    for id in api.types.ids() {
        let def = api.types.get_mut(id);
        let (written, read) = (def.in_requests, def.in_responses);
        let TypeKind::Struct(object) = &mut def.kind else { continue };
        for field in &mut object.fields {
            let required = field.presence.is_required();
            if (field.read_only && written) || (field.write_only && read) {
                field.presence = field.presence.optional();
            }
            // Where both sides could leave a property out, the docs say which of them may not.
            let loosened = required && !field.presence.is_required();
            if field.read_only {
                let always = if loosened { " in every response" } else { "" };
                field.docs.notes.push(format!("Read only: set by the server{always}."));
            }
            if field.write_only {
                let always = if loosened { ", and required in requests" } else { "" };
                field.docs.notes.push(format!("Write only: never in a response{always}."));
            }
        }
    }
}
