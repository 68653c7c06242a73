//! Logging in at an open desk, because its token is no longer good.

use std::fmt;

use chrono::{DateTime, Utc};
use unicode_segmentation::UnicodeSegmentation;

use super::editor::Editor;
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;

/// Login and password being typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignIn {
    /// The login name.
    pub login: Editor,
    /// Whether the desk is somebody's already: only they can go on at it, since what is typed and not sent is theirs.
    pub is_theirs: bool,
    /// The password; emptied with every attempt.
    pub password: Password,
    /// Which of the two the keys go to.
    pub field: Field,
    /// The attempt under way.
    pub asked: Option<RequestId>,
    /// Why the last attempt failed.
    pub problem: Option<Text>,
    /// The server takes no attempt before this, UTC.
    pub not_before: Option<DateTime<Utc>>,
}

/// The fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Field {
    /// The login name.
    #[default]
    Login,
    /// The password.
    Password,
}

/// A password being typed. Its `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(Editor);

impl SignIn {
    /// The fields of somebody's desk, or of nobody's.
    pub fn of(login: Option<&str>) -> Self {
        Self {
            login: Editor::with(login.unwrap_or_default()),
            is_theirs: login.is_some(),
            field: if login.is_some() { Field::Password } else { Field::Login },
            ..Self::default()
        }
    }

    /// The field the keys go to.
    pub fn editor_mut(&mut self) -> &mut Editor {
        match self.field {
            Field::Login => &mut self.login,
            Field::Password => &mut self.password.0,
        }
    }
}

impl Password {
    /// The password itself, for the request alone.
    pub fn reveal(&self) -> &str {
        self.0.text()
    }

    /// As many stars as it has signs, with the cursor in its place.
    pub fn masked(&self) -> Editor {
        let (before, after) = self.0.text().split_at(self.0.cursor());
        let stars = |text: &str| "*".repeat(text.graphemes(true).count());
        let mut masked = Editor::with(stars(after));
        masked.home();
        masked.insert(&stars(before));
        masked
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_shows_as_stars_with_the_cursor_where_it_is() {
        let mut password = Password(Editor::with("密码é1"));
        password.0.left();
        let masked = password.masked();
        assert_eq!((masked.text(), masked.cursor()), ("****", 3));
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
