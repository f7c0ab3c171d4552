//! Finds what follows from what, in time that is linear in the number of rules and whatever circles
//! they make: what only follows from itself does not hold.

/// Statements, each known by its number, and the rules between them.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    statements: Vec<Statement>,
    /// Statements that hold and whose consequences are not drawn yet.
    news: Vec<usize>,
}

#[derive(Debug, Default)]
struct Statement {
    holds: bool,
    /// What follows from it, alone or with others.
    consequences: Vec<Consequence>,
    /// How many statements of its premise are not known to hold.
    missing: usize,
}

#[derive(Clone, Copy, Debug)]
enum Consequence {
    Alone(usize),
    WithOthers(usize),
}

impl Rules {
    /// A statement that does not hold as long as nothing says so.
    pub(crate) fn statement(&mut self) -> usize {
        self.statements.push(Statement::default());
        self.statements.len() - 1
    }

    /// Says that a statement holds.
    pub(crate) fn holds(&mut self, number: usize) {
        if let Some(statement) = self.statements.get_mut(number)
            && !core::mem::replace(&mut statement.holds, true)
        {
            self.news.push(number);
        }
    }

    /// `consequence` holds if `reason` does.
    pub(crate) fn follows(&mut self, consequence: usize, reason: usize) {
        self.add(reason, Consequence::Alone(consequence));
    }

    /// `consequence` holds if `reason` and all others that are named here for it do.
    pub(crate) fn needs(&mut self, consequence: usize, reason: usize) {
        self.add(reason, Consequence::WithOthers(consequence));
        if let Some(statement) = self.statements.get_mut(consequence) {
            statement.missing += 1;
        }
    }

    fn add(&mut self, reason: usize, consequence: Consequence) {
        if let Some(reason) = self.statements.get_mut(reason) {
            reason.consequences.push(consequence);
        }
    }

    /// Draws all conclusions: by number, whether a statement holds.
    pub(crate) fn conclude(mut self) -> Vec<bool> {
        while let Some(number) = self.news.pop() {
            let consequences = self.statements.get_mut(number).map(|it| core::mem::take(&mut it.consequences));
            for consequence in consequences.unwrap_or_default() {
                match consequence {
                    Consequence::Alone(consequence) => self.holds(consequence),
                    Consequence::WithOthers(consequence) => {
                        let statement = self.statements.get_mut(consequence);
                        let missing = statement.map_or(0, |statement| {
                            statement.missing = statement.missing.saturating_sub(1);
                            statement.missing
                        });
                        if missing == 0 {
                            self.holds(consequence);
                        }
                    }
                }
            }
        }
        self.statements.into_iter().map(|statement| statement.holds).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_conclusions() {
        let mut rules = Rules::default();
        let [fact, alone, both, circle, other, lonely] = core::array::from_fn(|_| rules.statement());
        rules.holds(fact);
        rules.follows(alone, fact);
        rules.needs(both, fact);
        rules.needs(both, alone);
        rules.follows(circle, other);
        rules.follows(other, circle);
        rules.needs(lonely, both);
        rules.needs(lonely, circle);
        assert_eq!(rules.conclude(), [true, true, true, false, false, false]);
    }
}
