//! A word to somebody who looks elsewhere: the terminal's bell, or a notice on the desktop by OSC 9 or OSC 777.

use crate::console::app::Text;
use crate::console::i18n::Texts;
use crate::console::ui::look;
use crate::console::ui::widget::text;
use crate::domain::clean;

/// How it is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Voice {
    /// The terminal's bell.
    #[default]
    Sound,
    /// The bell, and a notice by OSC 9 (iTerm2, kitty, WezTerm, Windows Terminal).
    Osc9,
    /// The bell, and a notice by OSC 777 (urxvt, foot, Ghostty, WezTerm).
    Osc777,
    /// Not at all.
    Off,
}

/// Every voice by the name that settings use.
const VOICES: [(&str, Voice); 4] =
    [("sound", Voice::Sound), ("osc9", Voice::Osc9), ("osc777", Voice::Osc777), ("off", Voice::Off)];

impl Voice {
    /// The voice of that name.
    pub fn parse(name: &str) -> Option<Self> {
        VOICES.into_iter().find(|(known, _)| *known == name).map(|(_, voice)| voice)
    }
}

/// A bell with words.
pub struct Bell {
    /// How it is said.
    pub voice: Voice,
    /// In which language.
    pub texts: &'static Texts,
    /// Whether tmux lies between the console and the terminal, and needs an envelope to pass a notice on.
    pub inside_tmux: bool,
}

impl Bell {
    /// As this session hears it.
    pub fn of_session(voice: Voice, texts: &'static Texts) -> Self {
        Self { voice, texts, inside_tmux: std::env::var_os("TMUX").is_some() }
    }

    /// What is sent to the terminal.
    pub fn sequence(&self, about: &Text) -> String {
        // A semicolon or a control character would end the notice early.
        let words = clean::line(&text::said(about, self.texts, look::here)).replace(';', ",");
        let notice = match self.voice {
            Voice::Off => return String::new(),
            Voice::Sound => return "\u{7}".to_owned(),
            Voice::Osc9 => format!("\u{1b}]9;ringdesk: {words}\u{1b}\\"),
            Voice::Osc777 => format!("\u{1b}]777;notify;ringdesk;{words}\u{1b}\\"),
        };
        format!("{}\u{7}", if self.inside_tmux { enveloped(&notice) } else { notice })
    }
}

/// In the envelope that tmux passes on to the terminal.
pub(super) fn enveloped(sequence: &str) -> String {
    format!("\u{1b}Ptmux;{}\u{1b}\\", sequence.replace('\u{1b}', "\u{1b}\u{1b}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(voice: Voice, inside_tmux: bool, name: &str) -> String {
        let bell = Bell { voice, texts: Texts::of("zh-CN"), inside_tmux };
        bell.sequence(&Text::new("bell-ring").with("name", name))
    }

    #[test]
    fn a_bell_is_a_bell_and_a_notice_has_words() {
        assert_eq!(said(Voice::Sound, false, "王建国"), "\u{7}");
        assert_eq!(said(Voice::Off, false, "王建国"), "");
        assert_eq!(said(Voice::Osc9, false, "王建国"), "\u{1b}]9;ringdesk: 来电：王建国\u{1b}\\\u{7}");
        assert_eq!(said(Voice::Osc777, false, "王建国"), "\u{1b}]777;notify;ringdesk;来电：王建国\u{1b}\\\u{7}");
    }

    #[test]
    fn a_name_cannot_end_the_notice_or_begin_another_sequence() {
        let notice = said(Voice::Osc777, false, "a;b\u{1b}]0;x\u{7}");
        assert_eq!((notice.matches('\u{1b}').count(), notice.matches('\u{7}').count()), (2, 1), "{notice:?}");
        assert!(notice.contains("a,b"), "{notice:?}");
    }

    #[test]
    fn tmux_passes_the_notice_on() {
        let notice = said(Voice::Osc9, true, "x");
        assert!(notice.starts_with("\u{1b}Ptmux;\u{1b}\u{1b}]9;"), "{notice:?}");
        assert!(notice.ends_with("\u{1b}\u{1b}\\\u{1b}\\\u{7}"), "{notice:?}");
    }
}
