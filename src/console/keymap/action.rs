//! Everything a key can ask for, each under the stable name that keymap files use.

use std::fmt;

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What a key can ask for. Names are stable: users' keymap files hold them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($(#[$doc])* $variant,)+
        }

        impl Action {
            /// Every action, in the order of the help screen.
            pub const ALL: &'static [Action] = &[$(Action::$variant),+];

            /// The name that keymap files use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

actions! {
    /// Leave the console.
    AppQuit = "app.quit",
    /// Paint the whole screen anew.
    AppRedraw = "app.redraw",
    /// Read the row under the cursor, on a desk of lines.
    ReadRow = "read.row",
    /// Read the status line, on a desk of lines.
    ReadStatus = "read.status",
    /// Log in again, when the token is no longer good.
    AppSignIn = "app.sign-in",
    /// Show every key.
    HelpShow = "help.show",
    /// Show every action, to search and run.
    PaletteShow = "palette.show",
    /// Close what is on top, or step back.
    Cancel = "cancel",
    /// Say yes to what is asked.
    Confirm = "confirm",
    /// Go to the next pane.
    FocusNext = "focus.next",
    /// Go to the previous pane.
    FocusPrevious = "focus.previous",
    /// Go to the queue.
    FocusQueue = "focus.queue",
    /// Go to the caller.
    FocusProfile = "focus.profile",
    /// Go to the answers.
    FocusKnowledge = "focus.knowledge",
    /// One row down in the focused pane.
    MoveDown = "move.down",
    /// One row up in the focused pane.
    MoveUp = "move.up",
    /// To the first row.
    MoveFirst = "move.first",
    /// To the last row.
    MoveLast = "move.last",
    /// A screenful down.
    MovePageDown = "move.page-down",
    /// A screenful up.
    MovePageUp = "move.page-up",
    /// Open the row under the cursor.
    Open = "open",
    /// The next view of the queue (mine, unassigned, …).
    QueueNextView = "queue.next-view",
    /// The previous view of the queue.
    QueuePreviousView = "queue.previous-view",
    /// Answer the ringing call.
    CallAnswer = "call.answer",
    /// Put the caller on hold, or take them back.
    CallHold = "call.hold",
    /// End the call.
    CallHangUp = "call.hang-up",
    /// Back to the caller, from wherever one is.
    CallCustomer = "call.customer",
    /// Write up what came of the call; during it, jot something down.
    CallWrapUp = "call.wrap-up",
    /// More time to write it up.
    WrapUpLonger = "wrap-up.longer",
    /// Show the courier's scans.
    ParcelTrack = "parcel.track",
    /// Hurry the parcel up.
    ParcelExpedite = "parcel.expedite",
    /// Take the most urgent ticket of the queue.
    TicketClaimNext = "ticket.claim-next",
    /// Take this ticket.
    TicketClaim = "ticket.claim",
    /// Write a note.
    TicketNote = "ticket.note",
    /// Write to the customer.
    TicketReply = "ticket.reply",
    /// Call a message to the customer back before it leaves.
    ReplyUndo = "reply.undo",
    /// Choose a canned text.
    SnippetChoose = "snippet.choose",
    /// Let the ticket wait for somebody.
    TicketPend = "ticket.pend",
    /// Mark as solved, with its root cause.
    TicketResolve = "ticket.resolve",
    /// Close, with its root cause.
    TicketClose = "ticket.close",
    /// Open again.
    TicketReopen = "ticket.reopen",
    /// Change subject, priority, kind and queue.
    TicketEdit = "ticket.edit",
    /// Take note of what has gone up.
    TicketAcknowledge = "ticket.acknowledge",
    /// Explain why this ticket is due when it is, and what happens then.
    FuseExplain = "fuse.explain",
    /// Show which layers the ticket's changes went through, and how long each took.
    TraceShow = "trace.show",
    /// Show what will blow soon.
    FuseAtRisk = "fuse.at-risk",
    /// Open a new ticket for this customer.
    TicketNew = "ticket.new",
    /// Show the number in full; recorded.
    ProfileReveal = "profile.reveal",
    /// Copy the number.
    ProfileCopyNumber = "profile.copy-number",
    /// Show the picture in the system's viewer.
    PictureOutside = "picture.outside",
    /// Make the unknown caller a customer.
    CustomerCreate = "customer.create",
    /// Find a customer by a name or number; the caller, while it is open who calls.
    CustomerFind = "customer.find",
    /// Save what came of a contact: next contact, stage, obstacle.
    ContactSave = "contact.save",
    /// Show today's three and the callbacks, to open and tick off.
    TodoShow = "todo.show",
    /// Tick off the promise under the cursor.
    TodoFinish = "todo.finish",
    /// Take what the promise under the cursor needs: the number, the address, the file.
    TodoTake = "todo.take",
    /// Show what is open on one card, to give it to a colleague.
    HandoverShow = "handover.show",
    /// Keep what is under the cursor of that card, or give it away after all.
    HandoverToggle = "handover.toggle",
    /// Show what was typed and has not landed, to mend it.
    UnsentShow = "unsent.show",
    /// Throw away what is under the cursor of that list.
    UnsentDiscard = "unsent.discard",
    /// Show the root causes of the month, and the tickets behind them.
    ReportRootCauses = "report.root-causes",
    /// Search the answers by the customer's words.
    KnowledgeSearch = "knowledge.search",
    /// Copy the answer.
    KnowledgeCopy = "knowledge.copy",
    /// Put the answer into the note.
    KnowledgeInsert = "knowledge.insert",
    /// Say that the answer helped.
    KnowledgeHelped = "knowledge.helped",
    /// Play the recording of the answer, or stop it.
    KnowledgePlay = "knowledge.play",
    /// Play the next recording of the answer.
    KnowledgePlayNext = "knowledge.play-next",
    /// Show the customers' words that wait to become phrasings.
    KnowledgePhrasings = "knowledge.phrasings",
    /// Take the customers' words under the cursor off that list.
    KnowledgeDecline = "knowledge.decline",
    /// Show what customers said and no answer fitted.
    KnowledgeGaps = "knowledge.gaps",
    /// The first of what is numbered on screen.
    Choose1 = "choose.1",
    /// The second.
    Choose2 = "choose.2",
    /// The third.
    Choose3 = "choose.3",
    /// The fourth.
    Choose4 = "choose.4",
    /// The fifth.
    Choose5 = "choose.5",
    /// The sixth.
    Choose6 = "choose.6",
    /// The seventh.
    Choose7 = "choose.7",
    /// The eighth.
    Choose8 = "choose.8",
    /// The ninth.
    Choose9 = "choose.9",
    /// Show the lead's wall, or the desk again.
    WallShow = "wall.show",
    /// A step back in the drill-down, then to the board, then to the desk.
    WallBack = "wall.back",
    /// Mark the ticket, to give several away together.
    WallMark = "wall.mark",
    /// Give the marked tickets, or the one under the cursor, to somebody.
    WallAssign = "wall.assign",
    /// One person more in the what-if.
    WallMore = "wall.more",
    /// One person fewer in the what-if.
    WallFewer = "wall.fewer",
    /// Write the board in letters for the other end of the room.
    WallBig = "wall.big",
    /// Copy the words for a stuck conversation.
    WallCopyWords = "wall.copy-words",
    /// The next presence (available, busy, break).
    PresenceNext = "presence.next",
    /// Choose another theme, seen at once.
    ThemeChoose = "theme.choose",
    /// Take the mouse, or leave it to the terminal for selecting text.
    MouseToggle = "mouse.toggle",
    /// Show what went wrong lately.
    LogShow = "log.show",
    /// Send the form.
    FormSubmit = "form.submit",
    /// Leave the form; what was typed stays as a draft.
    FormCancel = "form.cancel",
    /// The next field.
    FormNext = "form.next",
    /// The previous field.
    FormPrevious = "form.previous",
    /// Take the last step of typing back.
    FormUndo = "form.undo",
    /// Take back what was undone.
    FormRedo = "form.redo",
    /// Go on writing in the editor of `$EDITOR`.
    FormEditor = "form.editor",
}

impl Action {
    /// The action of that name, as [`Action::name`] gives it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }

    /// Which of the numbered things is chosen, from 1; none for other actions.
    pub fn digit(self) -> Option<usize> {
        self.name().strip_prefix("choose.")?.parse().ok()
    }

    /// The key of the action's text in the message catalogues ("action-call-hang-up").
    pub fn text_key(self) -> String {
        format!("action-{}", self.name().replace('.', "-"))
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_as_its_action() {
        for &action in Action::ALL {
            assert_eq!(Action::parse(action.name()), Some(action));
        }
    }

    #[test]
    fn digits_are_those_of_the_names() {
        assert_eq!(Action::Choose1.digit(), Some(1));
        assert_eq!(Action::Choose9.digit(), Some(9));
        assert_eq!(Action::Open.digit(), None);
    }
}
