//! Whole screens.

use std::sync::Arc;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::capture::{contact, looked_up, new_ticket, stranger};
use super::{fixture, painted};
use crate::console::app::model::caller::CallerScreen;
use crate::console::app::model::connection::Link;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::{CloseForm, Ending, Form, NoteForm, PendForm, Until};
use crate::console::app::model::knowledge::OpenArticle;
use crate::console::app::model::optimistic::Optimistic;
use crate::console::app::model::overlay::{Asked, Overlay, ThemeChoice};
use crate::console::app::model::picture::{Drawn, Fit, NoPicture, PictureView, Seen};
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::model::sign_in::SignIn;
use crate::console::app::model::ticket::{History, Origin, TicketPane};
use crate::console::app::model::toast::{Toast, Tone};
use crate::console::app::model::wall::WallView;
use crate::console::app::model::{Lang, Middle, Model, Pane};
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::app::remote::{Remote, RequestId};
use crate::console::app::text::Text;
use crate::console::keymap::{Key, Keymap, Layer, Resolution, Resolver};
use crate::console::theme::{Role, Theme};
use crate::domain::agent::Actor;
use crate::domain::call::CallState;
use crate::domain::order::parcel_in_question;
use crate::domain::root_cause::Catalogue;
use crate::domain::ticket::view::TicketView;
use crate::domain::ticket::{Activity, HistoryEntry, RootCauseTag, TicketFact, TicketStatus, Viewer};

pub(super) const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (200, 60)];

fn chinese() -> Model {
    fixture::desk(120, 36, Lang::Chinese)
}

/// The desk with a ticket open.
pub fn reading(width: u16, height: u16, lang: Lang) -> Model {
    let mut model = fixture::desk(width, height, lang);
    let mut ticket = fixture::ticket(10482, "手机未收到", "王建国", -12, Some(("linwei", "林薇")));
    ticket.viewers = vec![Viewer {
        agent: fixture::agent("zhoulan", "周岚", "802"),
        activity: Activity::Typing,
        since: fixture::now(),
    }];
    model.middle = Middle::Ticket;
    model.ticket = Some(TicketPane {
        id: ticket.id.clone(),
        customer: ProfilePane::new(ticket.customer.id.clone(), ticket.customer.name.as_str()),
        ticket: Remote::ready(Optimistic::new(ticket), fixture::now()),
        history: Remote::ready(History { entries: fixture::history(), next: None }, fixture::now()),
        scroll: 0,
        from: Origin::Pane(Pane::Queue),
    });
    model
}

fn note(text: &str) -> Form {
    Form::Note(NoteForm { ticket: "10482".into(), number: 10482, text: Editor::with(text), problem: None })
}

pub(super) fn closing() -> Form {
    Form::Close(CloseForm {
        ticket: "10482".into(),
        number: 10482,
        ending: Ending::Close,
        causes: Catalogue::built_in().all().iter().map(|cause| cause.id.clone()).collect(),
        offset: 0,
        cursor: 1,
        chosen: false,
        note: Editor::default(),
        typing: false,
        problem: None,
    })
}

pub(super) fn overlays() -> Vec<Overlay> {
    let profile = fixture::profile();
    vec![
        Overlay::Help { query: Editor::default(), scroll: 0 },
        Overlay::Palette { query: Editor::with("ticket"), cursor: 1 },
        Overlay::Ask {
            question: Text::new("ask-reveal").with("name", "王建国"),
            then: Asked::Reveal { customer: "wang".into(), copy: false },
        },
        super::conflict::edited(),
        Overlay::Unsent { cursor: 1 },
        super::conflict::pended(),
        Overlay::Parcel(Box::new(profile.orders[0].clone())),
        Overlay::Contact(Box::new(profile.interactions[1].clone())),
        Overlay::SignIn(SignIn::of(Some("linwei"))),
        picture(Seen::Drawn(Drawn {
            pixels: (360, 640),
            cells: Arc::new(Buffer::filled(Rect::new(0, 0, 20, 9), Cell::new("▀"))),
            in_blocks: true,
        })),
        picture(Seen::Nothing(NoPicture::TooLarge { width: 60_000, height: 60_000 })),
        picture(Seen::Awaited(RequestId(1))),
        Overlay::Themes(ThemeChoice {
            asked: RequestId(1),
            names: Theme::shipped().map(str::to_owned).collect(),
            cursor: 2,
            before: "desk-dark".to_owned(),
        }),
        Overlay::Log { scroll: 0 },
        Overlay::Todos { cursor: 1 },
        super::fuse::clocks(true),
        super::fuse::risks(),
        Overlay::RootCauses(Box::new(super::root_causes::chart())),
        Overlay::RootCauses(Box::new(super::root_causes::inside())),
        Overlay::Lookup(Box::new(looked_up("王", true))),
        super::shift::card(false),
        super::shift::card(true),
        super::shift::way(),
    ]
    .into_iter()
    .chain(super::lists::lists())
    .collect()
}

fn picture(seen: Seen) -> Overlay {
    let media = fixture::profile().interactions.into_iter().flat_map(|contact| contact.media).collect();
    Overlay::Picture(PictureView { media, at: 0, fit: Fit::Whole, scroll: 0, seen })
}

/// Every state worth seeing, with a name.
pub(super) fn states(width: u16, height: u16, lang: Lang) -> Vec<(&'static str, Model)> {
    let changed = |change: &dyn Fn(&mut Model)| {
        let mut model = fixture::desk(width, height, lang);
        change(&mut model);
        model
    };
    let called_by = |caller: CallerScreen| {
        changed(&|model| {
            let call = model.calls.current.as_mut().expect("a call");
            call.call.from = (caller != CallerScreen::Withheld).then(|| "+86138****5678".to_owned());
            call.caller = caller.clone();
        })
    };
    let mut states = vec![
        ("empty", fixture::empty(width, height, lang)),
        ("desk", changed(&|_| ())),
        ("unknown", called_by(CallerScreen::Unknown)),
        ("withheld", called_by(CallerScreen::Withheld)),
        ("several", called_by(CallerScreen::Several { candidates: fixture::candidates(), cursor: 0 })),
        ("ticket", reading(width, height, lang)),
        ("closing", changed(&|model| model.form = Some(closing()))),
        ("note", changed(&|model| model.form = Some(note("已联系顺丰，\n今天 18:00 前回电。")))),
        ("contact", changed(&|model| model.form = Some(contact("明天10点")))),
        ("stranger", changed(&|model| model.form = Some(stranger()))),
        ("new ticket", changed(&|model| model.form = Some(new_ticket()))),
        ("searching", changed(&search)),
        ("learning", changed(&learn)),
        ("answer", changed(&open_answer)),
        ("toast", changed(&toast)),
        ("chord", changed(&begin_chord)),
        ("read only", changed(&|model| model.read_only = true)),
        ("mouse", changed(&|model| model.mouse = true)),
        ("face", super::face::faced(width, height, lang)),
        ("wall", super::wall::showing(WallView::Board, width, height, lang)),
        ("assign", super::wall::assigning(width, height, lang)),
    ];
    states.extend(super::forms::forms(width, height, lang));
    states.extend(
        overlays().into_iter().map(|overlay| ("overlay", changed(&|model| model.overlays.push(overlay.clone())))),
    );
    states
}

fn search(model: &mut Model) {
    model.focus = Pane::Knowledge;
    model.knowledge.typing = true;
    model.knowledge.query = Editor::with("快递还不来");
}

fn learn(model: &mut Model) {
    search(model);
    model.knowledge.learning = Some(40);
}

pub(super) fn open_answer(model: &mut Model) {
    model.focus = Pane::Knowledge;
    let article = model.knowledge.selected().map(|hit| hit.article.clone());
    let open = |article| OpenArticle { article, query: String::new(), scroll: 0, from: Pane::Knowledge };
    model.knowledge.open = article.map(open);
}

fn toast(model: &mut Model) {
    let until = model.now + chrono::TimeDelta::seconds(4);
    let text = Text::new("toast-claimed").with("number", 10482_u64);
    model.toasts = vec![Toast { text, tone: Tone::Good, at: model.now, until }];
}

fn begin_chord(model: &mut Model) {
    let press = Resolver::default().press(Keymap::built_in(), Layer::Queue, model.conditions(), Key::char(' '));
    let Resolution::Pending(hints) = press else { panic!("a blank begins chords") };
    model.chord = hints;
}

#[test]
#[ignore = "prints the screens, to look at them"]
fn look() {
    let sizes = std::env::var("LOOK").unwrap_or_else(|_| "120x36".to_owned());
    let (width, height) = sizes.split_once('x').expect("a size like 120x36");
    for lang in [Lang::Chinese, Lang::English] {
        for (name, model) in states(width.parse().expect("columns"), height.parse().expect("rows"), lang) {
            println!("{name}\n{}", painted(&model).text());
        }
    }
}

#[test]
fn everything_about_the_caller_is_on_one_screen() {
    let screen = painted(&chinese());
    screen
        .shows("通话 138****5678  杭州 · 移动")
        .shows("金卡 · 4 年")
        .shows("健康 +良好")
        .shows("周岚 分机 802")
        .shows("何俊 分机 815");
    screen.shows("A7731  空气净化器 P2 ×1").shows("SF1380045512").shows("杭州转运 · 3 天前");
    screen.shows("昨天 18:02  微信").shows("未回").shows("10482").shows("组长已知");
    screen.in_role("履约异常", Role::Alert).in_role("杭州转运 · 3 天前", Role::Alert);
    screen.shows("还没收到 · 物流单号 · 72h 无扫描");
}

#[test]
fn a_badge_is_sign_words_and_colour() {
    let screen = painted(&chinese());
    screen.in_role("超 12m", Role::LevelLead).in_role("!1", Role::LevelLead);
    screen.in_role("余 8m", Role::LevelDue).in_role("余 18m", Role::LevelSoon).in_role("等客户", Role::LevelIdle);
    screen.in_role("周岚在看", Role::Colleague);
}

#[test]
fn the_words_that_matched_stand_out() {
    painted(&chinese())
        .in_role("没收到", Role::Match)
        .shows("快递一直没到怎么办")
        .hides(" 93")
        .shows("F7 查轨迹  F8 加急");
}

#[test]
fn the_foot_shows_the_keys_of_this_moment() {
    let mut model = chinese();
    let foot = |model: &Model| painted(model).text().lines().last().unwrap_or_default().to_owned();
    assert!(foot(&model).contains("F4 挂断") && !foot(&model).contains("F2 接听"), "{}", foot(&model));
    assert!(foot(&model).contains("1-3 打开"), "{}", foot(&model));
    if let Some(call) = &mut model.calls.current {
        call.call.state = CallState::Ringing;
    }
    assert!(foot(&model).contains("F2 接听") && !foot(&model).contains("F4 挂断"), "{}", foot(&model));
    model.form = Some(closing());
    assert!(foot(&model).contains("1-9 选根因"), "{}", foot(&model));
}

#[test]
fn each_caller_has_a_screen_of_their_own() {
    let mut model = chinese();
    let mut screen = |caller: CallerScreen, from: Option<&str>| {
        let call = model.calls.current.as_mut().expect("a call");
        call.caller = caller;
        call.call.from = from.map(str::to_owned);
        painted(&model)
    };
    screen(CallerScreen::Unknown, Some("13900001111")).shows("没有客户用这个号码").in_role("F6", Role::Key);
    screen(CallerScreen::Withheld, None).shows("隐藏号码").shows("对方没有显示号码");
    let several = CallerScreen::Several { candidates: fixture::candidates(), cursor: 0 };
    screen(several, Some("0571****8888"))
        .shows("这个号码有 3 位客户")
        .shows("号码完全一致 · 办公 · 未结工单 1")
        .shows("1-3 选客户");
}

#[test]
fn a_ring_elsewhere_is_said_in_the_status_line() {
    let mut model = reading(120, 36, Lang::Chinese);
    if let Some(call) = &mut model.calls.current {
        call.call.state = CallState::Ringing;
    }
    painted(&model).in_role("* 来电 王建国 F2", Role::Ring);
}

#[test]
fn an_open_ticket_shows_who_stands_at_it_and_what_happened() {
    for (width, height) in [(120, 36), (200, 60)] {
        let screen = painted(&reading(width, height, Lang::Chinese));
        screen.shows("工单 10482").in_role("周岚在写", Role::Colleague).shows("已联系顺丰").shows("分配给 林薇");
        screen.in_role("超 12m", Role::LevelLead);
    }
}

#[test]
fn root_causes_take_the_answers_place_while_closing() {
    for (width, height) in SIZES {
        let mut model = fixture::desk(width, height, Lang::Chinese);
        model.form = Some(closing());
        painted(&model)
            .shows("关闭 10482：根因是？")
            .shows("1  系统下单错误")
            .shows("仓储部")
            .shows("还有 9")
            .hides("快递一直没到");
    }
}

#[test]
fn the_cursor_stands_where_text_goes_in() {
    let mut model = chinese();
    model.form = Some(note("今天 18:00 前\n回电，王"));
    let screen = painted(&model);
    let (x, y) = screen.places("回电，王")[0];
    assert_eq!(screen.cursor, Some((x + 8, y)));
    model.form = None;
    model.knowledge.typing = true;
    model.knowledge.query = Editor::with("快递");
    let screen = painted(&model);
    let (x, y) = screen.places("> 快递")[0];
    assert_eq!(screen.cursor, Some((x + 6, y)));
    model.overlays.push(Overlay::Log { scroll: 0 });
    assert_eq!(painted(&model).cursor, None, "under an overlay nothing is typed");
}

#[test]
fn a_lost_connection_is_said_and_the_data_stay() {
    let mut model = chinese();
    model.connection.heard = Some(model.now - chrono::TimeDelta::minutes(2));
    model.connection.link =
        Link::Lost { why: Problem::of(ProblemKind::Unreachable), retry_at: model.now + chrono::TimeDelta::seconds(12) };
    painted(&model).in_role("x 断线 · 12s 后重连", Role::Bad).shows("数据已旧 2m").shows("王建国");
}

#[test]
fn help_comes_from_the_keymap() {
    let mut model = fixture::desk(200, 60, Lang::Chinese);
    model.overlays.push(Overlay::Help { query: Editor::default(), scroll: 0 });
    let screen = painted(&model);
    for row in Keymap::built_in().rows(Layer::Global) {
        let action = row.run.expect("shipped rows act");
        if action.digit().is_some() {
            continue; // nine digits, one row
        }
        screen.shows(&crate::console::i18n::Texts::of("zh-CN").get(&action.text_key()));
    }
}

#[test]
fn a_popup_over_chinese_text_is_whole() {
    for (_, model) in states(120, 36, Lang::Chinese).into_iter().filter(|(name, _)| *name == "overlay") {
        let screen = painted(&model);
        let text = screen.text();
        let (left, top) = screen.places("┌")[0];
        let (right, bottom) = screen.places("┘")[0];
        for y in top + 1..bottom {
            for x in [left, right] {
                assert_eq!(
                    screen.buffer.cell((x, y)).map(ratatui::buffer::Cell::symbol),
                    Some("│"),
                    "{x},{y} of\n{text}"
                );
            }
        }
    }
}

#[test]
fn every_line_is_exactly_as_wide_as_the_terminal() {
    for (width, height) in SIZES {
        for lang in [Lang::Chinese, Lang::English] {
            for (name, model) in states(width, height, lang) {
                let text = painted(&model).text();
                for line in text.lines() {
                    let columns = unicode_width::UnicodeWidthStr::width(line);
                    assert_eq!(columns, usize::from(width), "{name} at {width}×{height}: '{line}' in\n{text}");
                }
            }
        }
    }
}

#[test]
fn no_size_upsets_the_painter() {
    let sizes = (1..=30).map(|n| (n * 7 % 131 + 1, n * 5 % 41 + 1));
    let small = (1..=6).flat_map(|width| (1..=6).map(move |height| (width, height)));
    let edges =
        [(47, 12), (48, 12), (48, 11), (99, 12), (100, 12), (100, 13), (175, 20), (176, 20), (500, 12), (48, 200)];
    for (width, height) in sizes.chain(small).chain(edges) {
        for (_, model) in states(width, height, Lang::Chinese) {
            painted(&model);
        }
    }
}

#[test]
fn a_window_too_small_says_so() {
    painted(&fixture::desk(40, 8, Lang::Chinese)).shows("窗口太小").hides("王建国");
}

/// The model with English texts and a customer whose every field is long.
fn crowded(width: u16, height: u16) -> Model {
    let mut model = fixture::desk(width, height, Lang::English);
    let profile =
        model.calls.current.as_mut().and_then(|call| call.profile_pane_mut()).and_then(|pane| pane.profile.value_mut());
    let profile = profile.expect("a profile");
    profile.customer.sales_owner = Some(fixture::agent("a", "Laura Marshall", "802"));
    profile.customer.implementation_owner = Some(fixture::agent("b", "Gregory Ellington", "815"));
    profile.customer.obstacle = Some("waits for the landlord's permission".to_owned());
    profile.customer.next_contact_at = Some(fixture::now() + chrono::TimeDelta::hours(20));
    let order = &mut profile.orders[0];
    order.items[0].name = "Air purifier P2 with a spare filter and a floor stand".to_owned();
    let parcel = order.shipment.as_mut().expect("a parcel");
    parcel.carrier = "JD".to_owned();
    parcel.tracking_number = "JDVB12345678901".to_owned();
    parcel.scans[0].place = "East Midlands sorting centre, hall 4".to_owned();
    model
}

#[test]
fn waybills_prices_and_states_are_never_cut() {
    for (width, height) in [(100, 30), (120, 36), (80, 24), (200, 60)] {
        let screen = painted(&crowded(width, height));
        screen.shows("JD JDVB12345678901").shows("3 days ago").shows("¥2,399  in transit");
    }
}

#[test]
fn owners_and_dates_move_to_the_next_line_instead_of_being_cut() {
    painted(&crowded(120, 36))
        .shows("Laura Marshall ext. 802")
        .shows("Delivery Gregory Ellington ext. 815")
        .shows("Next contact: tomorrow 10:23")
        .shows("no scan for 72h");
}

#[test]
fn every_choice_of_a_pending_ticket_can_be_read() {
    for (width, height) in SIZES {
        let mut model = reading(width, height, Lang::English);
        model.form = Some(Form::Pend(PendForm {
            ticket: "10482".into(),
            number: 10482,
            reason: Editor::default(),
            until: Until::Answer,
            field: 1,
            problem: None,
        }));
        painted(&model).shows("[until they answer]").shows("4 hours").shows("1 day").shows("3 days").shows("C-s send");
    }
}

#[test]
fn a_root_cause_is_readable_beside_a_long_department() {
    for (width, height) in SIZES.into_iter().chain([(100, 36)]) {
        let mut model = fixture::desk(width, height, Lang::English);
        model.form = Some(closing());
        let screen = painted(&model);
        for word in Catalogue::built_in().all().iter().take(9).flat_map(|cause| cause.en.split(' ')) {
            screen.shows(word);
        }
    }
}

#[test]
fn a_long_fact_of_the_history_goes_on_below() {
    let mut model = reading(120, 36, Lang::English);
    let tag = RootCauseTag { id: Catalogue::built_in().all()[0].id.clone(), note: None };
    let history = &mut model.ticket.as_mut().expect("open").history;
    *history = Remote::ready(
        History {
            entries: vec![HistoryEntry {
                seq: 1,
                at: fixture::now(),
                by: Actor::Agent(fixture::agent("a", "Gregory Ellington-Whitfield", "815")),
                what: TicketFact::Closed { root_cause: tag },
            }],
            next: None,
        },
        fixture::now(),
    );
    painted(&model).shows(&format!("closed, root cause: {}", Catalogue::built_in().all()[0].en));
}

#[test]
fn systems_are_called_by_what_the_desk_calls_them() {
    let mut model = reading(120, 36, Lang::Chinese);
    let by = Actor::System { name: "assignment".to_owned() };
    let what = TicketFact::Assigned { to: Some(fixture::agent("linwei", "林薇", "801")) };
    let entries = vec![HistoryEntry { seq: 1, at: fixture::now(), by, what }];
    model.ticket.as_mut().expect("open").history = Remote::ready(History { entries, next: None }, fixture::now());
    painted(&model).shows("自动派单 分配给 林薇").hides("assignment");
}

#[test]
fn a_problem_is_said_in_the_readers_language() {
    let mut model = fixture::empty(120, 36, Lang::Chinese);
    let detail = "the server does not accept the token; run `ringdesk login`";
    model.queue.problem = Some(Problem::of(ProblemKind::Unauthorized).saying(detail));
    painted(&model).shows("登录已失效").hides("does not accept");
    model.queue.problem = Some(Problem::of(ProblemKind::Refused).saying("这个视图没有权限"));
    painted(&model).shows("这个视图没有权限");
}

#[test]
fn a_queue_says_what_tickets_are_about() {
    let mut model = fixture::desk(120, 36, Lang::English);
    let row = &mut model.queue.rows[2].truth;
    row.subject = "Charged twice for it".to_owned();
    row.customer.name = "Christopher Robinson".to_owned();
    row.assignee = Some(fixture::agent("ec", "Emma Clarke", "801"));
    painted(&model).shows("Charged twice for").hides("Emma Clarke").hides("林薇 │");
    model.queue.view = TicketView::Team;
    painted(&model).shows("Charged twice").shows("EC │");
}

#[test]
fn a_ring_aside_keeps_the_key_that_answers_it() {
    for (width, height) in [(100, 30), (80, 24), (60, 20)] {
        let mut model = reading(width, height, Lang::English);
        let call = model.calls.current.as_mut().expect("a call");
        call.call.state = CallState::Ringing;
        call.profile_pane_mut().expect("known").name = "Grace Taylor Featherstonehaugh of Norwich".to_owned();
        painted(&model).in_role("Grace", Role::Ring).in_role(" F2 ", Role::Ring);
    }
}

#[test]
fn a_digit_means_one_thing() {
    let mut model = chinese();
    let call = model.calls.current.as_mut().expect("a call");
    call.caller = CallerScreen::Several { candidates: fixture::candidates(), cursor: 0 };
    painted(&model).shows("1  张宏").hides("1  快递一直没到").shows("快递一直没到");
}

#[test]
fn the_foot_offers_nothing_that_would_do_nothing() {
    let foot = |model: &Model| painted(model).text().lines().last().unwrap_or_default().to_owned();
    let mut model = reading(200, 36, Lang::English);
    assert!(!foot(&model).contains("T claim") && !foot(&model).contains("R reopen"), "{}", foot(&model));
    assert!(foot(&model).contains("p wait"), "{}", foot(&model));
    let Some(ticket) = model.ticket.as_mut() else { panic!("open") };
    let mut done = fixture::ticket(10482, "x", "y", 10, Some(("linwei", "林薇")));
    done.status = TicketStatus::Closed;
    ticket.ticket = Remote::ready(Optimistic::new(done), fixture::now());
    assert!(foot(&model).contains("R reopen") && !foot(&model).contains("r resolve"), "{}", foot(&model));
}

#[test]
fn what_lies_on_top_names_its_keys_once() {
    for overlay in overlays() {
        let mut model = fixture::desk(120, 36, Lang::English);
        model.overlays.push(overlay);
        let text = painted(&model).text();
        let foot = text.lines().last().unwrap_or_default();
        assert!(!foot.contains("back") && !foot.contains("down") && foot.contains("F4 hang up"), "{foot}");
    }
}

#[test]
fn help_is_one_screen_and_cuts_no_key() {
    for lang in [Lang::Chinese, Lang::English] {
        let mut model = fixture::desk(120, 36, lang);
        model.overlays.push(Overlay::Help { query: Editor::default(), scroll: 0 });
        let screen = painted(&model);
        screen.shows("1-9").hides("Space…").hides("/6").shows("C-q");
        let text = screen.text();
        let inside: Vec<&str> = text.lines().filter(|line| line.contains('┌') || line.contains('└')).collect();
        assert_eq!(inside.len(), 2, "{text}");
    }
}

#[test]
fn a_contact_with_a_picture_offers_to_show_it_and_a_hostile_one_is_refused_with_its_size() {
    let mut model = chinese();
    model.overlays.push(Overlay::Contact(Box::new(fixture::profile().interactions[1].clone())));
    painted(&model).shows("[图] 物流截图").shows("Enter 看图").shows("o 系统打开");
    model.overlays.push(picture(Seen::Nothing(NoPicture::TooLarge { width: 60_000, height: 60_000 })));
    painted(&model).shows("60000 × 60000 像素").shows("太大").hides("/1");
}

#[test]
fn a_parcel_that_is_silent_is_named_after_a_step_of_another_order() {
    let newest_of = |record: &str| {
        let mut model = chinese();
        let pane = model.calls.current.as_mut().and_then(|call| call.profile_pane_mut()).expect("a profile");
        let profile = pane.profile.value_mut().expect("a profile");
        profile.flow.last_mut().expect("a step").record = Some(record.to_owned());
        let silent = parcel_in_question(&profile.orders, model.now).expect("a parcel").number.clone();
        (model, silent)
    };
    let (_, silent) = newest_of("A1");
    painted(&newest_of("A1").0).shows(&format!("({silent} "));
    painted(&newest_of(&silent).0).hides(&format!("({silent} ")).shows("h 无扫描)");
}
