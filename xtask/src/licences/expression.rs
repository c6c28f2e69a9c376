//! SPDX expressions: `MIT OR (Apache-2.0 WITH LLVM-exception AND BSD-3-Clause)`.
//!
//! Only what crates write, and the `/` of older ones. The crate `spdx` does more, and would be one more dependency of
//! every build for these few lines.

/// Whether the terms can be met with licences for which `allowed` says yes. None when it is no expression.
pub fn is_met(expression: &str, allowed: impl Fn(&str) -> bool) -> Option<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed: &allowed };
    let met = reader.any()?;
    reader.words.is_empty().then_some(met)
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a dyn Fn(&str) -> bool,
}

impl Reader<'_> {
    fn take(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.words = &self.words[1..];
        }
        found
    }

    fn any(&mut self) -> Option<bool> {
        let mut met = self.all()?;
        while self.take("OR") {
            met |= self.all()?;
        }
        Some(met)
    }

    fn all(&mut self) -> Option<bool> {
        let mut met = self.one()?;
        while self.take("AND") {
            met &= self.one()?;
        }
        Some(met)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let met = self.any()?;
            return self.take(")").then_some(met);
        }
        let name = *self.words.first().filter(|word| !["AND", "OR", "WITH", ")"].contains(word))?;
        self.words = &self.words[1..];
        if !self.take("WITH") {
            return Some((self.allowed)(name));
        }
        let exception = *self.words.first()?;
        self.words = &self.words[1..];
        Some((self.allowed)(&format!("{name} WITH {exception}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(expression: &str) -> Option<bool> {
        is_met(expression, |name| ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].contains(&name))
    }

    #[test]
    fn one_of_several_is_enough_and_all_of_several_are_needed() {
        for expression in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0 / MIT",
            "MIT/Apache-2.0",
            "MIT AND ISC",
            "GPL-3.0 OR MIT AND ISC",
        ] {
            assert_eq!(met(expression), Some(true), "{expression}");
        }
        for expression in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "Apache-2.0"] {
            assert_eq!(met(expression), Some(false), "{expression}");
        }
    }

    #[test]
    fn an_exception_belongs_to_its_licence() {
        assert_eq!(met("Apache-2.0 WITH LLVM-exception OR GPL-3.0"), Some(true));
        assert_eq!(met("GPL-3.0 WITH LLVM-exception"), Some(false));
    }

    #[test]
    fn what_is_no_expression_is_not_met_by_anything() {
        for expression in ["", "OR", "MIT OR", "(MIT", "MIT)", "MIT ISC", "MIT WITH"] {
            assert_eq!(met(expression), None, "{expression}");
        }
    }
}
