# Every word on the screen. Keys and placeables are those of zh-CN.ftl.

## Screen
too-small = Window too small: at least { $width } columns by { $height } rows
loading = Loading…
data-as-of = as of { $when }
data-age = data { $span } old
more = { $count } more
nobody = -
not-confirmed = not confirmed yet
close = close
scroll = scroll
tab-queue = Queue
tab-caller = Caller
tab-ticket = Ticket
tab-knowledge = Answers

## Status line
count-unassigned = unassigned { $count }
count-soon = due soon { $count }
count-breached = late { $count }
longest-waiting = longest wait { $span }
link-live = live
link-live-in = live { $ms }ms
link-connecting = connecting
link-slow = slow
link-lost = offline · retry in { $seconds }s
link-signed-out = signed out · { $key } signs in
link-in-the-clear = not encrypted
link-waiting = { $count } to send
read-only = read-only
presence-available = available
presence-busy = busy
presence-break = break
presence-ringing = ringing
presence-talking = talking
presence-hold = on hold
presence-wrap-up = wrap-up
presence-offline = offline

## Queue
queue = Queue
queue-order = by due time
queue-to-end = loading, { $loaded } so far
queue-empty = Nothing waits here
view-mine = mine
view-unassigned = unassigned
view-team = team
view-breached = late
view-all = all
callbacks = Callbacks
badge-pending = waiting
badge-noted = { $words }, noted
clock-left = { $span } left
clock-late = { $span } late
viewer-viewing = { $name } viewing
viewer-typing = { $name } typing
level-idle = stopped
level-ok = in time
level-soon = due soon
level-due = due
level-breached = late
level-lead = lead told
level-director = director told

## Caller
caller-ringing = Ringing
caller-talking = Talking to
caller-held = On hold
caller-ended = Ended
caller-abandoned = Missed, caller hung up
caller-withheld = withheld number
caller-nobody = No call right now
caller-nobody-hint = When the phone rings, everything about the caller appears here by itself.
caller-unknown = Nobody has this number
asked-answer = answering
asked-hold = holding
asked-hang-up = hanging up
unknown-create = make them a customer
unknown-find = find them by name, order or ticket number
unknown-search = find an answer in the customer's words
withheld-title = The caller hides their number
withheld-ask = Ask for a name or an order number.
withheld-find = find them by name, order or ticket number
several-title = { $count ->
    [one] { $count } customer may be calling
   *[other] { $count } customers may be calling
}
several-ask = Which one? A digit opens; nothing opens by itself.
several-none = none of them: new customer
several-find = none of them: find another
match-exact = same number
match-national = same national number
match-maybe = only the last 8 digits match
match-tickets = { $count ->
    [one] { $count } open ticket
   *[other] { $count } open tickets
}
match-order = order { $number }
match-contact = last contact { $when }
probably = Probably:
probably-second = or { $name }
spoken = The caller said

## Profile
customer = Customer
customer-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
customer-new = new
health = health
tier-standard = Standard
tier-silver = Silver
tier-gold = Gold
tier-enterprise = Enterprise
health-good = good
health-fair = fair
health-poor = poor
owner-sales = Sales
owner-implementation = Delivery
extension = ext. { $number }
phone-mobile = mobile
phone-office = office
phone-home = home
customer-stage = Stage: { $stage }
customer-obstacle = Obstacle: { $words }
customer-next = Next contact: { $when }
fields-hidden = 🔒 { $fields }: hidden from you, ask a { $ask }
role-agent = agent
role-owner = its owner
role-lead = team lead
role-director = director
role-admin = admin
role-cti = telephone system
revealed-for = masked again in { $span }
block-orders = Orders
block-contacts = Last 30 days
block-tickets = Tickets
block-words = In the customer's words
promised = promised { $when }
placed = ordered { $when }
never-scanned = not scanned yet
never-shipped = not shipped yet
no-scan-for = (no scan for { $hours }h)
no-scan-of = ({ $order }: no scan for { $hours }h)
picture = picture
picture-show = show picture
picture-outside = open in the viewer
picture-next = next
picture-larger = larger
picture-whole = whole
picture-too-large = It claims { $width } × { $height } pixels: too large, not opened
picture-unreadable = It is damaged, or neither PNG nor JPEG nor WebP
picture-no-colours = The terminal shows no colours to draw it with
picture-no-desktop = there is no desktop here to show it on
picture-no-viewer = no viewer was found ({ $names }): install xdg-utils
inbound = from the customer
outbound = from us
channel-call = call
channel-wechat = WeChat
channel-sms = SMS
channel-email = e-mail
channel-ticket = ticket
outcome-answered = answered
outcome-missed = missed
outcome-unanswered = no reply yet
outcome-replied = replied
outcome-sent = sent
outcome-delivered = delivered
outcome-failed = not delivered
order-awaiting-payment = to be paid
order-paid = to be sent
order-shipped = shipped
order-delivered = delivered
order-returning = returning
order-refunded = refunded
order-cancelled = cancelled
shipment-created = label made
shipment-picked = picked up
shipment-in-transit = in transit
shipment-out = with courier
shipment-delivered = delivered
shipment-returned = returned
shipment-exception = problem piece
carrier-sf = SF
carrier-zto = ZTO
carrier-yto = YTO
carrier-sto = STO
carrier-yunda = Yunda
carrier-jd = JD
carrier-ems = EMS
fact-no-scan = no scan for 72h
fact-promise-past = promised time is past
fact-delivered = signed for
fact-recent-delivery = delivered within 7 days
fact-in-transit = in transit
fact-exception = courier reports a problem
fact-refund = refund under way
fact-install = installation due
fact-returned = on its way back

## Foot
data-flow = Flow
today = Today
today-nothing = nothing to do
choose-digit = choose by number
choose-answer = open
choose-cause = root cause
choose-customer = choose

## Ticket
ticket-title = Ticket { $number }
status-new = new
status-open = open
status-pending = pending
status-resolved = resolved
status-closed = closed
status-merged = merged
field-customer = Customer
field-owner = Owner
field-status = Status
field-priority = Priority
field-kind = Kind
field-created = Came in
field-pending = Waits
field-until = Until
field-cause = Cause
field-department = Dept.
field-reason = Reason
field-name = Name
field-next-contact = Next contact
field-stage = Stage
field-note = Note
field-city = City
field-obstacle = Obstacle
field-subject = Subject
field-words = Their words
clock-assignment = Assignment
clock-handling = Handling
clock-first-response = First reply
clock-next-response = Next reply
clock-resolution = Resolution
clock-paused = paused
clock-met = met
clock-missed = missed
alarm-told = told { $names }
alarm-waits = nobody took note since { $when }
alarm-noted = { $name } took note { $when }
history = History
history-more = more above
fact-created = opened the ticket
fact-assigned = assigned to { $name }
fact-unassigned = left it without an owner
fact-noted = wrote a note
fact-pended = waits: { $reason }
fact-resumed = went on
fact-resolved = resolved, root cause: { $cause }
fact-closed = closed, root cause: { $cause }
fact-reopened = reopened it
fact-merged = merged into another ticket
fact-absorbed = took over another ticket's work
fact-contacted = contact with the customer: { $channel }
fact-replied = wrote to the customer: { $channel }
fact-escalated = told { $names }: { $clock } ran out
fact-escalated-nobody = { $clock } ran out
fact-acknowledged = took note
fact-changed = { $field }: { $from } > { $to }
name-subject = Subject
name-words = Their words
name-status = Status
name-priority = Priority
name-queue = Queue
name-assignee = Owner
name-pending = Waits
name-root-cause = Root cause
name-problem-type = Kind
name-order-id = Order
name-article-id = Answer
name-company = Company
name-email = E-mail
name-phones = Numbers
name-city = City
name-address = Address
name-stage = Stage
name-obstacle = Obstacle
name-next-contact-at = Next contact
name-sales-owner = Sales owner
name-implementation-owner = Implementation owner
name-custom = Custom fields
name-interactions = Contacts
name-orders = Orders
name-flow = Data flow
list-separator = { ", " }
act-expedite = expedite
act-track-parcel = track
act-send-sms = send SMS
act-create-return = create return
act-book-visit = book visit
act-send-invoice = send invoice
act-reveal-phone = reveal number

## Who acts by themselves
system-ringdesk = ringdesk
system-assignment = Assignment
system-fuse = Fuse
system-policies = Policies
system-cti = Telephone
system-sales = Sales
system-finance = Finance
system-warehouse = Warehouse
system-courier = Courier
system-delivery = Delivery

## Forms
form-note = Internal note on { $number }
form-reply = To the customer { $name } · ticket { $number }
reply-told = The customer reads these words; they can be called back for 10 seconds.
reply-newer = The customer has just written: "{ $words }"; send again once you have seen it
reply-open-gap = A gap is still open: { $gap }
outgoing = to { $name } by { $channel } in { $seconds }s · { $key } calls back
outgoing-held = Not sent: { $name } wrote "{ $words }" · { $key } to look and send
channel-best = the best channel
form-pend = Let { $number } wait
form-reopen = Reopen { $number }
form-customer = New customer { $number }
form-contact = Contact with { $name }
form-ticket = New ticket { $name }
form-wrap-up = Wrap up { $name }
form-jot = Notes on the call with { $name }
wrap-up-left = { $span } left
wrap-up-send = send
wrap-up-edit = change the words
wrap-up-choose = A digit says how the call ended
disposition-solved = solved
disposition-ticket = ticket
disposition-callback = call back
disposition-informed = informed
disposition-complaint = complaint
disposition-wrong-number = wrong number
disposition-silent = silent
until-answer = until they answer
until-four-hours = 4 hours
until-one-day = 1 day
until-three-days = 3 days
form-name-missing = A name is needed
contact-unchanged = Nothing has changed
when-hint = tomorrow 10 · +2h · 11-25 14:00
when-unclear = "{ $words }" says no time; say tomorrow 10, +2h or 11-25 14:00
when-impossible = There is no such day or time; say tomorrow 10, +2h or 11-25 14:00
when-no-hour = Today at what time? Like today 16:00
when-past = { $when } is past; say a later one
when-far = { $when } is more than two years away
form-subject-missing = A subject is needed
cause-resolve = Resolve { $number }: root cause?
cause-close = Close { $number }: root cause?
cause-note = In words
cause-send = confirm
cause-back = back

## Answers
knowledge = Answers
knowledge-by-call = from the call
knowledge-by-words = as typed
knowledge-newer = newer answers
knowledge-indexing = The answers are being indexed; what you search for appears in a moment.
knowledge-nothing = During a call the caller's words find answers by themselves.
knowledge-none = Nothing found. Try other words a customer would use.
search-hint = search in the customer's words
phrasing-title = What customers say: new phrasings
phrasing-nothing = Nothing waits. When an answer solves a ticket, the customer's words come here.
phrasing-accept = accept
phrasing-proposed = { $count ->
    [one] helped { $count } agent
   *[other] helped { $count } agents
}
phrasing-demoted = taken out, misled { $count }
gap-title = What no answer fitted
gap-nothing = No gaps: every search led to an answer.
gap-draft = begin an answer
gap-count = { $count }×
cause-article = With the answer: { $title }
why-same = same words: { $words }
why-alike = means the same: { $words }
why-spelled = by its pinyin
why-learned = learned from questions like it
why-between = {", "}
recordings = { $count ->
    [one] { $count } recording
   *[other] { $count } recordings
}

chart-title = Root causes { $month }
chart-tickets = { $name } · { $month }
chart-total = { $count ->
    [one] { $count } ticket solved, { $before } the month before
   *[other] { $count } tickets solved, { $before } the month before
}
chart-nothing = no ticket was solved in this month
chart-cause = Owner { $department } · median to resolve { $median } · reopened { $reopened }
chart-first = First-contact resolution { $share } ({ $count } of { $total })
chart-first-means = never reopened, and the customer opened no other ticket about the same kind of problem while it was open or within { $days } days after
chart-again = Repeat contacts { $share } ({ $count } of { $total })
chart-again-means = the customer opened another ticket about the same kind of problem while it was open or within { $days } days after
chart-enter = its tickets
chart-back = back to the chart
chart-before = month before
chart-after = month after

## Overlays
help-hint = type a word or a key to find it
help-title = Keys
snippet-title = Canned texts
snippet-put = put in
palette-title = Every action
lookup-caller = Who is calling?
lookup-customer = Find a customer
lookup-hint = Type a name, or an order, waybill, ticket or phone number.
lookup-nobody = Nobody fits. Try another name or number.
lookup-keep = keep { $number } as one of their numbers
todo-title = Today and callbacks
clocks-title = Clocks of ticket { $number }
clocks-policy = policy { $name } ({ $place })
clocks-hours = hours of "{ $name }" ({ $zone })
clocks-every-hour = every hour counts
clocks-used = { $used } of { $allowed } used
clocks-idle = not running
clocks-running = running
clocks-late = late
clocks-next = next { $when }: { $clock } late, { $step } is told
clocks-next-none = no step comes next
clocks-fired = { $when } { $clock } late, told { $names }
clocks-unnoted = nobody took note
term-began = began
term-taken-over = began in a ticket that was merged into it
term-target = time allowed
term-pending = waiting, { $from } to { $to }
term-not-awaited = nothing awaited, { $from } to { $to }
term-off-hours = nobody works, { $from } to { $to }
term-due = due
term-due-later = due when it goes on
term-not-begun = has not begun
at-risk-title = Late within { $minutes } minutes
at-risk-nothing = No ticket will be late soon
log-title = What went wrong
latencies = p50/p95 · pop { $pop } · search { $search } · request { $request }
log-empty = Nothing went wrong in this run.
layer-global = Everywhere
layer-queue = Queue
layer-profile = Caller
layer-ticket = Ticket
layer-knowledge = Answers
layer-wall = Wall
layer-form = While typing
ask-reveal-title = Show the number in full
ask-reveal = Show { $name }'s number in full? This is recorded.
ask-reveal-yes = show
ask-expedite-title = Hurry it up
ask-expedite = Expedite ticket { $number } of { $name }? The warehouse picks it first, the customer gets an SMS with the new promise.
ask-expedite-yes = expedite
ask-quit-title = Leave
ask-quit = { $calls ->
    [0] {""}
   *[other] A call is still going on.{" "}
}{ $typed ->
    [0] {""}
   *[other] What you are writing is kept as a draft.{" "}
}{ $waiting ->
    [0] {""}
    [one] One change is not sent yet; it is kept and sent at the next start.{" "}
   *[other] { $waiting } changes are not sent yet; they are kept and sent at the next start.{" "}
}Leave now?
ask-quit-yes = leave
ask-no = no
conflict-title = Ticket { $number } was changed by somebody else
conflict-told = Your text is safe. Look at both, then decide.
conflict-mine = Yours
conflict-theirs = Now
conflict-text = What you wrote
conflict-send = send mine anyway
conflict-drop = take theirs
theme-title = Themes
theme-worn = worn
theme-keep = keep
theme-back = back
sign-in-title = Sign in again
sign-in-told = The server no longer accepts this login. What is half written or not sent yet is still here, and goes on once you are in.
sign-in-login = Login
sign-in-password = Password
sign-in-go = sign in
sign-in-later = later
sign-in-asked = Signing in…
sign-in-empty = Both login and password are needed
sign-in-wrong = Login or password is wrong
sign-in-slowed = Too many wrong attempts: try again in { $span }
parcel-title = Parcel of order { $number }

## Messages
problem-unreachable = the server cannot be reached
problem-timeout = the server did not answer in time
problem-unauthorized = signed out
problem-forbidden = your role may not
problem-not-found = it is gone
problem-stale = somebody else changed it first
problem-refused-silently = the server says no
problem-refused = refused: { $detail }
problem-too-many = too fast, try again in a moment
problem-server = the server failed
problem-garbage = the server's answer makes no sense
refusal-already-owned = { $by } owns it already
refusal-not-allowed = your role may not do that
refusal-wrong-state = not while it is { $status }
refusal-merged-away = merged into { $into }
refusal-root-cause-missing = choose a root cause
refusal-root-cause-needs-note = this root cause needs words
refusal-empty = there are no words
refusal-until-past = that time is past
refusal-nothing-to-acknowledge = there is nothing to take note of
refusal-other = { $detail }
refusal-signed-out = not signed in
refusal-ticket-unknown = no such ticket
toast-acted = { $number } expedited
toast-acknowledged = taken note of { $number }
toast-answered-elsewhere = { $by } answered it
toast-call-failed = The telephone system said no: { $why }
toast-caller-gone = The caller hung up
toast-claimed = { $number } is yours
toast-closed = { $number } closed
toast-connected = Connected
toast-connection-lost = Connection lost: { $why }
toast-gone-up = Ticket { $number } has gone up to you: { $clock } late
toast-gone-up-many = { $count ->
    [one] { $count } ticket has gone up to you: see the view "late"
   *[other] { $count } tickets have gone up to you: see the view "late"
}
bell-ring = { $name } is calling
bell-ring-unknown = the phone rings
toast-copied = Copied
toast-copied-terminal = Handed to the terminal to copy
toast-customer-created = { $name } is a customer now
toast-customer-not-created = Customer not created: { $why }
toast-contact-saved = Contact with { $name } saved
toast-contact-not-saved = Contact not saved, what you typed is kept: { $why }
toast-not-identified = The caller could not be tied to the customer: { $why }
toast-todo-done = Done: { $text }
toast-todo-of-nobody = It names no ticket and no customer
toast-input-method = An input method is on: letters are no keys under it; function keys are
toast-helped = Noted: "{ $title }" helped
toast-nothing-to-say = This answer has no words in quotes to insert
toast-leads-only = That is for team leads
toast-demoted = A phrasing misled three agents and was taken out: see the new phrasings
toast-phrasing-accepted = Now a phrasing: { $phrasing }
toast-phrasing-declined = No phrasing: { $phrasing }
toast-article-drafted = An answer is begun in { $path }; write its steps, then `ringdesk kb import` its folder
toast-article-not-drafted = The answer was not begun: { $why }
toast-no-answer = No answer is open
toast-no-customer = There is no customer here
toast-no-parcel = There is no parcel to track
toast-no-snippet = There is no canned text { $prefix }
toast-open-gap = Nothing is known here for { $gap }: please fill it in
toast-no-ticket = Choose a ticket first
toast-nobody-on-the-line = Nobody is on the line
toast-not-claimed = Not claimed: { $why }
toast-not-copied = Not copied: { $why }
toast-not-edited = The editor did not work, the text is as it was: { $why }
toast-not-done = Not done: { $why }
toast-not-revealed = Not revealed: { $why }
toast-nothing-rings = Nothing rings
toast-nothing-waits = Nothing waits
toast-picture-opened = Handed to the system's viewer
toast-picture-not-opened = The picture was not opened: { $why }
toast-presence-failed = Presence not changed: { $why }
toast-read-only = This desk only looks: nothing is changed from it
toast-refused = { $number } was refused: { $why }
toast-reopened = { $number } reopened
toast-replied = The reply on { $number } is with the server, on its way
toast-reply-stays = The reply was not sent and is kept as a draft: { $why }
toast-nothing-to-call-back = There is no message to call back
toast-resolved = { $number } resolved
toast-signed-in = Signed in again
toast-signed-in-already = The login is good: no need to sign in
toast-signed-out = Signed out: please sign in again
toast-theme-chosen = Theme { $name }; write theme = "{ $name }" into config.toml to keep it for good
toast-ticket-created = Ticket { $number } opened
toast-ticket-not-created = Ticket not opened: { $why }
toast-wrapped-up = The call is written up
toast-not-wrapped-up = The call was not written up, the words are kept: { $why }
toast-no-call = There is no call
toast-not-your-call = You did not take this call, or it is written up
toast-no-wrap-up = Nothing is being written up
toast-warning = { $place }: { $detail }

## Times
ago-now = just now
ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
day-today = today
day-yesterday = yest.
day-tomorrow = tomorrow
weekday-0 = Mon
weekday-1 = Tue
weekday-2 = Wed
weekday-3 = Thu
weekday-4 = Fri
weekday-5 = Sat
weekday-6 = Sun

## Actions
action-app-quit = quit
action-app-redraw = redraw
action-app-sign-in = sign in again
action-help-show = help
action-palette-show = more
action-cancel = back
action-confirm = confirm
action-focus-next = next pane
action-focus-previous = previous pane
action-focus-queue = to the queue
action-focus-profile = to the caller
action-focus-knowledge = to the answers
action-move-down = down
action-move-up = up
action-move-first = first
action-move-last = last
action-move-page-down = page down
action-move-page-up = page up
action-open = open
action-queue-next-view = next view
action-queue-previous-view = previous view
action-call-answer = answer
action-call-hold = hold
action-call-hang-up = hang up
action-call-customer = back to the caller
action-parcel-track = track
action-parcel-expedite = expedite
action-ticket-claim-next = claim next
action-ticket-claim = claim
action-ticket-note = note
action-ticket-reply = write to the customer
action-reply-undo = call the message back
action-ticket-pend = wait
action-ticket-resolve = resolve
action-ticket-close = close
action-ticket-reopen = reopen
action-ticket-new = new ticket
action-ticket-acknowledge = take note
action-fuse-explain = explain clocks
action-fuse-at-risk = late soon
action-profile-reveal = reveal number
action-picture-outside = open in the viewer
action-profile-copy-number = copy number
action-customer-create = new customer
action-customer-find = find customer
action-contact-save = save contact
action-todo-show = to-dos
action-report-root-causes = root causes of the month
action-todo-finish = done
action-knowledge-search = search
action-knowledge-copy = copy
action-knowledge-insert = into the note
action-knowledge-helped = it helped
action-knowledge-phrasings = new phrasings
action-knowledge-decline = not this
action-knowledge-gaps = gaps
action-choose-1 = number 1
action-choose-2 = number 2
action-choose-3 = number 3
action-choose-4 = number 4
action-choose-5 = number 5
action-choose-6 = number 6
action-choose-7 = number 7
action-choose-8 = number 8
action-choose-9 = number 9
action-theme-choose = themes
action-presence-next = presence
action-log-show = log
action-form-submit = send
action-form-cancel = leave
action-form-next = next field
action-form-previous = previous field
action-form-undo = undo
action-form-redo = redo
action-form-editor = write in $EDITOR
action-snippet-choose = canned texts
action-call-wrap-up = wrap up the call
action-wrap-up-longer = one more minute
