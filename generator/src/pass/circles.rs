//! Finds what leads to itself (Tarjan's strongly connected components, without recursion).
//!
//! A component comes after those that it leads to.

use crate::ir::{TypeArena, TypeId};

/// How far a type has come: its number in the order of first visits, and the lowest number that it leads to
/// among those that are still open.
#[derive(Clone, Copy)]
struct Visit {
    number: usize,
    lowest: usize,
    open: bool,
}

/// The types that lead to themselves by `next`, in the order of the arena.
pub(super) fn circles(types: &TypeArena, next: impl Fn(TypeId) -> Vec<TypeId>) -> Vec<TypeId> {
    let components = components(types, &next).into_iter();
    let circular = components.filter(|component| match component.as_slice() {
        [one] => next(*one).contains(one),
        _ => true,
    });
    let mut circular: Vec<TypeId> = circular.flatten().collect();
    circular.sort_unstable();
    circular
}

/// All types, those together that lead to each other.
pub(super) fn components(types: &TypeArena, next: impl Fn(TypeId) -> Vec<TypeId>) -> Vec<Vec<TypeId>> {
    let mut visits: Vec<Option<Visit>> = vec![None; types.len()];
    let mut components = Vec::new();
    let mut visited = 0;
    // Types of which the component is not complete yet.
    let mut waiting: Vec<TypeId> = Vec::new();
    for start in types.ids() {
        if visit(&visits, start).is_some() {
            continue;
        }
        let mut path: Vec<(TypeId, Vec<TypeId>)> = Vec::new();
        let mut enter = Some(start);
        loop {
            if let Some(id) = enter.take() {
                if let Some(slot) = visits.get_mut(id.index()) {
                    *slot = Some(Visit { number: visited, lowest: visited, open: true });
                }
                visited += 1;
                waiting.push(id);
                path.push((id, next(id)));
            }
            let Some((id, targets)) = path.last_mut() else { break };
            let id = *id;
            if let Some(target) = targets.pop() {
                match visit(&visits, target) {
                    None => enter = Some(target),
                    Some(known) if known.open => {
                        lower(&mut visits, id, known.number);
                    }
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            let Some(done) = visit(&visits, id) else { break };
            if let Some((parent, _)) = path.last() {
                lower(&mut visits, *parent, done.lowest);
            }
            if done.lowest == done.number {
                let from = waiting.iter().rposition(|waiting| *waiting == id).unwrap_or(0);
                let component = waiting.split_off(from);
                for member in &component {
                    if let Some(Some(visit)) = visits.get_mut(member.index()) {
                        visit.open = false;
                    }
                }
                components.push(component);
            }
        }
    }
    components
}

fn visit(visits: &[Option<Visit>], id: TypeId) -> Option<Visit> {
    visits.get(id.index()).copied().flatten()
}

fn lower(visits: &mut [Option<Visit>], id: TypeId, to: usize) {
    if let Some(Some(visit)) = visits.get_mut(id.index()) {
        visit.lowest = visit.lowest.min(to);
    }
}
