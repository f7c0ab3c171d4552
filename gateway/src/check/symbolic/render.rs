//! One way through a template.

use std::rc::Rc;
use std::sync::Arc;

use gatewright_vtl::ast::{Access, Block, Foreach, If, Node, Reference, Set};
use gatewright_vtl::{Place, Template, Value};
use indexmap::IndexMap;

use super::value::{Abstract, Hole, HoleKind, Piece, Round, Step};

/// How many nodes one way may have.
const STEPS: u32 = 20_000;
/// How many rounds a loop has at most, as at API Gateway.
const ROUNDS: usize = 1_000;
/// How often blocks of `#define` may stand in each other.
const BLOCKS: u32 = 8;
/// How many containers are put into others: so deep they can be at most.
const CONTAINERS: u32 = 500;

/// What comes after a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Stop,
}

/// The state of one rendering.
pub(super) struct Run<'r> {
    variables: IndexMap<String, Abstract>,
    pub(super) payload: Option<&'r serde_json::Value>,
    /// How many items lists have that a request gives.
    pub(super) items: usize,
    /// The decisions to take; what comes after them is `true`.
    script: &'r [bool],
    /// The decisions taken.
    pub(super) taken: Vec<bool>,
    /// What was decided, by condition.
    pub(super) decided: IndexMap<String, bool>,
    /// Whether a loop over a list of a request was met.
    pub(super) loops: bool,
    /// Whether the way was too long to be followed.
    pub(super) exhausted: bool,
    steps: u32,
    blocks: u32,
    /// How many containers may still be put into others.
    pub(super) containers: u32,
}

impl<'r> Run<'r> {
    pub(super) fn new(script: &'r [bool], payload: Option<&'r serde_json::Value>, items: usize) -> Run<'r> {
        let variables = [
            ("input", Abstract::Input),
            ("util", Abstract::Util),
            ("context", Abstract::Context(String::new())),
            ("stageVariables", Abstract::StageVariables),
        ];
        Run {
            variables: variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            payload,
            items,
            script,
            taken: Vec::new(),
            decided: IndexMap::new(),
            loops: false,
            exhausted: false,
            steps: STEPS,
            blocks: BLOCKS,
            containers: CONTAINERS,
        }
    }

    pub(super) fn template(&mut self, template: &Template) -> Vec<Piece> {
        let mut out = Vec::new();
        self.block(template.body(), &mut out);
        out
    }

    /// Decides a condition that a request decides, as before if it was asked before.
    pub(super) fn decide(&mut self, condition: String) -> bool {
        if let Some(decision) = self.decided.get(&condition) {
            return *decision;
        }
        let decision = self.script.get(self.taken.len()).copied().unwrap_or(true);
        self.taken.push(decision);
        self.decided.insert(condition, decision);
        decision
    }

    pub(super) fn variable(&self, name: &str) -> Abstract {
        self.variables.get(name).cloned().unwrap_or_else(Abstract::missing)
    }

    /// Takes work from what may be done on this way.
    pub(super) fn charge(&mut self, work: u32) {
        match self.steps.checked_sub(work) {
            Some(left) => self.steps = left,
            None => (self.steps, self.exhausted) = (0, true),
        }
    }

    /// How much work the way was.
    pub(super) fn work(&self) -> u32 {
        STEPS - self.steps
    }

    pub(super) fn block(&mut self, block: &Block, out: &mut Vec<Piece>) -> Flow {
        for node in &block.nodes {
            self.charge(1);
            if self.exhausted {
                return Flow::Stop;
            }
            let flow = self.node(node, out);
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    fn node(&mut self, node: &Node, out: &mut Vec<Piece>) -> Flow {
        match node {
            Node::Text(text) => push_text(out, text),
            Node::Reference(reference) if reference.is_escaped() => {
                push_text(out, reference.source.trim_start_matches('\\'));
            }
            Node::Reference(reference) => {
                let value = self.reference(reference);
                return self.print(&value, &reference.source, reference.place, out);
            }
            Node::Set(set) => self.set(set),
            Node::If(statement) => return self.if_statement(statement, out),
            Node::Foreach(foreach) => return self.foreach(foreach, out),
            Node::Define(define) => {
                let block = Abstract::Block(Arc::clone(&define.body));
                self.variables.insert(define.name.to_string(), block);
            }
            Node::Break(..) => return Flow::Break,
            Node::Stop => return Flow::Stop,
            Node::Call(call) => push_text(out, &call.source),
            // Definitions print nothing. Nodes that are not known yet cannot be in what this version parses.
            _ => {}
        }
        Flow::Next
    }

    /// Prints a value where `source` stands.
    pub(super) fn print(&mut self, value: &Abstract, source: &str, place: Place, out: &mut Vec<Piece>) -> Flow {
        self.charge(value.weight());
        if self.exhausted {
            return Flow::Stop;
        }
        let hole = match value {
            Abstract::Known(value) => {
                push_text(out, &value.to_string());
                return Flow::Next;
            }
            Abstract::Text(pieces) => {
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => push_text(out, text),
                        hole @ Piece::Hole { .. } => out.push(hole.clone()),
                    }
                }
                return Flow::Next;
            }
            Abstract::Block(block) => {
                if self.blocks == 0 {
                    self.exhausted = true;
                    return Flow::Stop;
                }
                self.blocks -= 1;
                let flow = self.block(&Arc::clone(block), out);
                self.blocks += 1;
                return if flow == Flow::Stop { Flow::Stop } else { Flow::Next };
            }
            // `$input`, `$input.params`, `$util` and the like print nothing.
            Abstract::Input | Abstract::Util => return Flow::Next,
            Abstract::Hole(hole) => Rc::clone(hole),
            Abstract::Context(path) => {
                Rc::new(Hole { kind: HoleKind::Context(path.trim_start_matches('.').to_owned()), key: value.key() })
            }
            other => Rc::new(Hole { kind: HoleKind::Anything, key: other.key() }),
        };
        let source = source.into();
        out.push(Piece::Hole { hole, source, place });
        Flow::Next
    }

    fn set(&mut self, set: &Set) {
        let value = self.value(&set.value);
        let Some((last, path)) = set.target.path.split_last() else {
            self.variables.insert(set.target.name.to_string(), value);
            return;
        };
        let mut target = self.variable(&set.target.name);
        for access in path {
            target = self.access(target, access, set.target.place);
        }
        let key = match last {
            Access::Property(name) | Access::Method(name, ..) => Abstract::Known(Value::from(name.as_ref())),
            Access::Index(index, _) => self.value(index),
        };
        match &target {
            Abstract::Map(_) => self.put(&target, key, value),
            Abstract::List(items) => {
                // Which item it is does not matter enough: all may be changed.
                for item in items.borrow_mut().iter_mut() {
                    *item = Abstract::hole(HoleKind::Anything, format!("{} changed", key.key()));
                }
            }
            _ => {}
        }
    }

    fn if_statement(&mut self, statement: &If, out: &mut Vec<Piece>) -> Flow {
        for (condition, body) in &statement.branches {
            if self.condition(condition) {
                return self.block(body, out);
            }
        }
        match &statement.otherwise {
            Some(body) => self.block(body, out),
            None => Flow::Next,
        }
    }

    fn foreach(&mut self, foreach: &Foreach, out: &mut Vec<Piece>) -> Flow {
        let Some(list) = &foreach.list else {
            return Flow::Next;
        };
        let list = self.value(list);
        let items = self.items_of(&list);
        let names = [foreach.item.as_ref(), "foreach", "velocityCount", "velocityHasNext"];
        let saved = names.map(|name| (name, self.variables.get(name).cloned()));
        let parent = match self.variables.get("foreach") {
            Some(Abstract::Loop(round)) => Some(Rc::clone(round)),
            _ => None,
        };
        let mut flow = Flow::Next;
        let count = items.len();
        for (index, item) in items.into_iter().enumerate().take(ROUNDS) {
            let has_next = index + 1 < count;
            let parent = parent.clone();
            let round = Round { index, has_next, parent };
            let known = |value| Abstract::Known(Value::from(value));
            for (name, value) in names.into_iter().zip([
                item,
                Abstract::Loop(Rc::new(round)),
                Abstract::number(index + 1),
                known(has_next),
            ]) {
                self.variables.insert(name.to_owned(), value);
            }
            flow = self.block(&foreach.body, out);
            if flow != Flow::Next {
                break;
            }
        }
        for (name, value) in saved {
            match value {
                Some(value) => self.variables.insert(name.to_owned(), value),
                None => self.variables.shift_remove(name),
            };
        }
        if flow == Flow::Stop { Flow::Stop } else { Flow::Next }
    }

    /// What a loop goes through. Lists of a request have as many items as this way says.
    fn items_of(&mut self, list: &Abstract) -> Vec<Abstract> {
        let (kind, key): (Option<HoleKind>, _) = match list {
            Abstract::List(items) => return items.borrow().clone(),
            Abstract::Map(entries) => return entries.borrow().iter().map(|(_, value)| value.clone()).collect(),
            Abstract::Hole(hole) => match &hole.kind {
                HoleKind::Payload(steps) => {
                    let mut steps = steps.clone();
                    steps.push(Step::Item);
                    (Some(HoleKind::Payload(steps)), hole.key.clone())
                }
                HoleKind::Anything => (Some(HoleKind::Anything), hole.key.clone()),
                // Texts and numbers are no lists.
                _ => (None, String::new()),
            },
            Abstract::Parameters(_) | Abstract::Context(_) | Abstract::StageVariables => {
                (Some(HoleKind::Text), list.key())
            }
            _ => (None, String::new()),
        };
        let Some(kind) = kind else {
            return Vec::new();
        };
        self.loops = true;
        (0..self.items).map(|index| Abstract::hole(kind.clone(), format!("{key}[{index}]"))).collect()
    }

    /// The value of a reference.
    pub(super) fn reference(&mut self, reference: &Reference) -> Abstract {
        let mut value = self.variable(&reference.name);
        for access in &reference.path {
            value = self.access(value, access, reference.place);
        }
        value
    }
}

/// Appends text; neighbours become one piece.
pub(super) fn push_text(out: &mut Vec<Piece>, text: &str) {
    if text.is_empty() {
        return;
    }
    match out.last_mut() {
        Some(Piece::Text(before)) => before.push_str(text),
        _ => out.push(Piece::Text(text.to_owned())),
    }
}
