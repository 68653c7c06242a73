//! What a piece of the screen means.

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $(, else $fallback:ident)?);+ $(;)?) => {
        /// What a piece of the screen means. Names are stable: users' theme files hold them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role {
            $($(#[$doc])* $variant,)+
        }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Role] = &[$(Role::$variant),+];

            /// The name that theme files use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The role whose look it takes when a theme says nothing; none: the plain text's.
            pub fn fallback(self) -> Option<Role> {
                match self { $(Self::$variant => roles!(@fallback $($fallback)?),)+ }
            }
        }
    };
    (@fallback) => { None };
    (@fallback $fallback:ident) => { Some(Role::$fallback) };
}

roles! {
    /// Plain text on the plain ground.
    Text = "text";
    /// Less important text: times, hints, places.
    Muted = "muted", else Text;
    /// Names and numbers the eye looks for.
    Strong = "strong", else Text;
    /// Headings of blocks.
    Heading = "heading", else Muted;
    /// The heading of the pane that has the keys.
    HeadingFocused = "heading.focused", else Heading;
    /// What can be acted on or has just been chosen.
    Accent = "accent", else Strong;
    /// Lines between columns.
    Rule = "rule", else Muted;
    /// The one strong colour: the problem.
    Alert = "alert", else Strong;
    /// The row under the cursor in the pane that has the keys.
    Selection = "selection";
    /// The row under the cursor in another pane.
    SelectionQuiet = "selection.quiet";
    /// Words that matched a search.
    Match = "match", else Accent;
    /// The status line.
    Status = "status", else Text;
    /// A key in the foot or the help.
    Key = "key", else Accent;
    /// What the key does.
    KeyText = "key.text", else Muted;
    /// What is being typed.
    Input = "input", else Text;
    /// The name of a field.
    Label = "label", else Muted;
    /// Ground and text of what lies above the panes.
    Popup = "popup", else Text;
    /// A call that rings.
    Ring = "ring", else Alert;
    /// Something that worked, or is well.
    Good = "good", else Text;
    /// Something to watch.
    Warn = "warn", else Strong;
    /// Something that did not work.
    Bad = "bad", else Alert;
    /// An own change that the server has not confirmed.
    Pending = "pending", else Muted;
    /// Somebody else at the same record.
    Colleague = "colleague", else Accent;
    /// Words that go to the customer, as against notes for colleagues.
    Reply = "reply", else Warn;
    /// A field that the reader's role may not see.
    Hidden = "hidden", else Muted;
    /// A clock that stands still.
    LevelIdle = "level.idle", else Muted;
    /// A clock with time left.
    LevelOk = "level.ok", else Muted;
    /// A clock in its last quarter.
    LevelSoon = "level.soon", else Text;
    /// A clock in its last tenth.
    LevelDue = "level.due", else Warn;
    /// A clock run out.
    LevelBreached = "level.breached", else Alert;
    /// Run out, and the lead was told.
    LevelLead = "level.lead", else LevelBreached;
    /// Run out, and the director was told.
    LevelDirector = "level.director", else LevelBreached;
}

impl Role {
    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// The levels of a clock, calm to urgent. Neighbours must differ without colour.
    pub const LEVELS: [Self; 7] = [
        Self::LevelIdle,
        Self::LevelOk,
        Self::LevelSoon,
        Self::LevelDue,
        Self::LevelBreached,
        Self::LevelLead,
        Self::LevelDirector,
    ];
}
