-- +goose Up
-- One schema for SQLite and PostgreSQL. Times are milliseconds UTC, ids are
-- made in Go, columns named ..._sealed are encrypted with the key of a person
-- (or of the house, for what belongs to nobody).

CREATE TABLE house (                      -- one row: proves that the key file fits
    id            TEXT   PRIMARY KEY,     -- 'house'
    key_sealed    BYTEA  NOT NULL,        -- the house's data key, wrapped by the key file
    made_at       BIGINT NOT NULL
);

CREATE TABLE person (
    id            TEXT   PRIMARY KEY,     -- UUIDv7
    key_sealed    BYTEA  NOT NULL,        -- the person's data key, wrapped; deleting it erases the person
    kept_sealed   BYTEA,                  -- chat.Kept: what is kept of them between talks; NULL: nothing
    made_at       BIGINT NOT NULL
);

CREATE TABLE event (                      -- what was handled, so that it is handled once
    id            TEXT   PRIMARY KEY,
    at            BIGINT NOT NULL
);
CREATE INDEX event_at ON event (at);

CREATE TABLE talks (                      -- versions of the flows that conversations began with
    version       TEXT   PRIMARY KEY,
    source        BYTEA  NOT NULL,
    made_at       BIGINT NOT NULL
);

CREATE TABLE conversation (
    id            TEXT    PRIMARY KEY,    -- UUIDv7
    person_id     TEXT    NOT NULL,       -- no foreign key: the key may go first
    adapter       TEXT    NOT NULL,
    address_hash  TEXT    NOT NULL,       -- HMAC of the address
    address_sealed BYTEA  NOT NULL,
    is_open       BOOLEAN NOT NULL,
    turn          BIGINT  NOT NULL,
    epoch         BIGINT  NOT NULL,
    alias         TEXT    NOT NULL,
    state_sealed  BYTEA   NOT NULL,       -- chat.Conversation
    desk          TEXT    NOT NULL,       -- '', waiting, live, closed: for the queue
    urgency       BIGINT  NOT NULL,
    team          TEXT    NOT NULL,
    since         BIGINT  NOT NULL,       -- waits or is live since
    words         BIGINT  NOT NULL,       -- lines of the person, ever
    unread        BIGINT  NOT NULL,       -- lines of the person since a worker wrote
    desk_line     BIGINT  NOT NULL,       -- last line a worker had on screen
    code_hash     TEXT,                   -- HMAC of the return code, once it was shown
    made_at       BIGINT  NOT NULL,
    changed_at    BIGINT  NOT NULL,
    closed_at     BIGINT,
    cleared_at    BIGINT,                 -- when its words went, their time being over; NULL: they are there
    follow_at     BIGINT                  -- when somebody is to follow up, as was noted at the end; NULL: nobody is
);
CREATE UNIQUE INDEX conversation_open  ON conversation (address_hash) WHERE is_open;
CREATE INDEX        conversation_there ON conversation (address_hash, made_at, id);
CREATE UNIQUE INDEX conversation_alias ON conversation (alias);
CREATE INDEX        conversation_desk  ON conversation (urgency, since) WHERE is_open;
CREATE INDEX        conversation_code  ON conversation (code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX        conversation_follow ON conversation (follow_at) WHERE follow_at IS NOT NULL;
CREATE INDEX        conversation_person ON conversation (person_id);
CREATE INDEX        conversation_kept ON conversation (id) WHERE cleared_at IS NULL AND person_id <> '';

CREATE TABLE slot (                       -- whose appointment stands when: what chat.Kept says of it, so that no two have the same
    id            TEXT    PRIMARY KEY,    -- team, start and seat
    appointment   TEXT    NOT NULL,       -- chat.Appointment.ID
    person_id     TEXT    NOT NULL,
    conversation_id TEXT  NOT NULL,       -- in which it was made or changed last
    team          TEXT    NOT NULL,
    start_at      BIGINT  NOT NULL,
    end_at        BIGINT  NOT NULL,
    seat          BIGINT  NOT NULL
);
CREATE INDEX        slot_team   ON slot (team, end_at);
CREATE UNIQUE INDEX slot_person ON slot (person_id);
CREATE UNIQUE INDEX slot_appointment ON slot (appointment);

CREATE TABLE theme (                      -- what talks were about, for the neighbourhood picture: no words, and nobody
    id            TEXT    PRIMARY KEY,    -- HMAC of talk and theme: a talk counts a theme once
    talk_hash     TEXT    NOT NULL,       -- HMAC of the talk
    person_hash   TEXT    NOT NULL,       -- HMAC of where they write from: counts people, and is found by who erases them
    month         TEXT    NOT NULL,       -- 2026-11
    neighbourhood TEXT    NOT NULL,       -- key in the directory; '' where it is not known
    theme         TEXT    NOT NULL        -- key in the directory
);
CREATE INDEX        theme_month  ON theme (month);
CREATE INDEX        theme_talk   ON theme (talk_hash);
CREATE INDEX        theme_person ON theme (person_hash);

CREATE TABLE theme_past (                 -- ... of months of which nobody knows any more who it was
    id            TEXT    PRIMARY KEY,    -- month, neighbourhood and theme
    month         TEXT    NOT NULL,
    neighbourhood TEXT    NOT NULL,
    theme         TEXT    NOT NULL,
    people        BIGINT  NOT NULL        -- five or more: smaller counts are not kept
);
CREATE INDEX        theme_past_month ON theme_past (month);

CREATE TABLE story (                      -- what workers tell beside those counts
    id            TEXT    PRIMARY KEY,    -- of the event that brought it
    month         TEXT    NOT NULL,
    neighbourhood TEXT    NOT NULL,
    written_at    BIGINT  NOT NULL,
    body_sealed   BYTEA   NOT NULL        -- chat.Story; with the house's key
);
CREATE INDEX        story_month ON story (month, written_at);

CREATE TABLE line (                       -- the record of the talks
    id            TEXT    PRIMARY KEY,    -- derived from the event
    conversation_id TEXT  NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    n             BIGINT  NOT NULL,       -- order at the address
    kind          TEXT    NOT NULL,
    at            BIGINT  NOT NULL,
    body_sealed   BYTEA   NOT NULL,       -- chat.Line
    token_hash    TEXT,                   -- HMAC of the token that opens its choices
    audience      TEXT    NOT NULL,       -- who may press: person, worker; '' without choices
    used_at       BIGINT,
    used_choice   BIGINT,
    state         TEXT    NOT NULL,       -- lines that a page pulls: queued, sent, superseded; '' others
    fenced        BOOLEAN NOT NULL,       -- as of a row of the outbox, and so are the next two
    epoch         BIGINT  NOT NULL,
    report        BOOLEAN NOT NULL,
    read_at       BIGINT,                 -- when it stood on the screen
    edits         TEXT,                   -- id of the line that it changes
    ref_hash      TEXT                    -- HMAC of what the person's platform calls the message
);
CREATE INDEX        line_edits ON line (conversation_id, n) WHERE edits IS NOT NULL;
CREATE INDEX        line_ref   ON line (ref_hash) WHERE ref_hash IS NOT NULL;
CREATE UNIQUE INDEX line_order ON line (conversation_id, n);
CREATE UNIQUE INDEX line_token ON line (token_hash) WHERE token_hash IS NOT NULL;

CREATE TABLE lane (                       -- a talk at a destination
    id            TEXT    PRIMARY KEY,    -- HMAC of adapter, chat and talk
    adapter       TEXT    NOT NULL,
    chat_hash     TEXT    NOT NULL,       -- for the budget of one chat
    conversation_id TEXT  NOT NULL,       -- what the talk is about: a conversation, or as about_kind says
    about_kind    TEXT    NOT NULL,       -- conversation, round, alarm
    person_id     TEXT    NOT NULL,
    is_pull       BOOLEAN NOT NULL,       -- a page fetches the talk's lines: it has no rows, and is never claimed
    seq           BIGINT  NOT NULL,       -- number of the last row
    marks         BIGINT  NOT NULL,       -- raised whenever a row or a line got further: pages look at it
    due_at        BIGINT,                 -- when its next row may go; NULL: nothing to do
    kinds         BIGINT NOT NULL,        -- of what waits in it: 0 posts, 1 edits of what stands there, 2 both
    class         BIGINT  NOT NULL,       -- of its most urgent waiting row
    lease_epoch   BIGINT  NOT NULL,
    lease_until   BIGINT  NOT NULL,
    thread_sealed BYTEA                   -- filled by the first receipt
);
CREATE INDEX lane_conversation ON lane (conversation_id);
CREATE INDEX lane_due ON lane (adapter, class, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX lane_edit ON lane (adapter, class, due_at) WHERE due_at IS NOT NULL AND kinds <> 0;

CREATE TABLE outbox (                     -- one row, one remote call; or several, where one carries others
    id            TEXT    PRIMARY KEY,    -- derived from the event
    lane_id       TEXT    NOT NULL REFERENCES lane (id) ON DELETE CASCADE,
    seq           BIGINT  NOT NULL,       -- order in the lane, with room between two
    conversation_id TEXT  NOT NULL,
    class         BIGINT  NOT NULL,
    fenced        BOOLEAN NOT NULL,
    epoch         BIGINT  NOT NULL,
    report        BOOLEAN NOT NULL,
    state         TEXT    NOT NULL,
    attempt       BIGINT  NOT NULL,
    due_at        BIGINT  NOT NULL,
    said_at       BIGINT,                 -- when a worker wrote it; what still waits is sent in this order
    began_at      BIGINT,                 -- when the first attempt began
    called_at     BIGINT,                 -- when the last call ended of which nobody knows what came
    done_at       BIGINT,
    reason        TEXT    NOT NULL,       -- why it is dead: one word
    line_id       TEXT,                   -- the line of the record that it carries, where it carries one
    edits         TEXT,                   -- the row whose message it replaces
    joins         BOOLEAN NOT NULL,       -- may share a call: chat.Message.Joins
    carried_by    TEXT,                   -- the row in whose call it goes, and whose receipt is its own
    body_sealed   BYTEA   NOT NULL,       -- chat.Message
    receipt_sealed BYTEA
);
CREATE UNIQUE INDEX outbox_order ON outbox (lane_id, seq);
CREATE INDEX        outbox_line  ON outbox (line_id) WHERE line_id IS NOT NULL;
CREATE INDEX        outbox_carried ON outbox (carried_by, seq) WHERE carried_by IS NOT NULL;
CREATE INDEX        outbox_edits ON outbox (edits) WHERE edits IS NOT NULL;
CREATE INDEX        outbox_todo  ON outbox (lane_id, class, seq) WHERE state IN ('queued', 'sending', 'retry', 'uncertain');

CREATE TABLE thread (                     -- which talk a thread at a desk belongs to
    id            TEXT    PRIMARY KEY,    -- HMAC of adapter, chat and thread
    conversation_id TEXT  NOT NULL,
    consult_id    TEXT    NOT NULL,       -- the overleg whose thread it is; '': the talk's own
    adapter       TEXT    NOT NULL,
    place_sealed  BYTEA,                  -- chat.Address; NULL once the person is erased: it is read no more
    read_to       TEXT    NOT NULL,       -- the platform's id of the newest message that was read; '': none was
    read_at       BIGINT  NOT NULL,       -- when it was last read; 0: it is to be read at once
    is_gone       BOOLEAN NOT NULL,       -- nobody can write there any more
    made_at       BIGINT  NOT NULL
);
CREATE INDEX thread_conversation ON thread (conversation_id);

CREATE TABLE lease (                      -- what only one instance does at a time
    id            TEXT    PRIMARY KEY,
    holder        TEXT    NOT NULL,       -- the instance
    epoch         BIGINT  NOT NULL,
    until_at      BIGINT  NOT NULL
);

CREATE TABLE alarm (
    id            TEXT    PRIMARY KEY,
    cause         TEXT    NOT NULL,
    about_kind    TEXT    NOT NULL,
    about_id      TEXT    NOT NULL,
    person_id     TEXT    NOT NULL,       -- '' where it is about nobody: sealed with the house's key
    is_open       BOOLEAN NOT NULL,
    turn          BIGINT  NOT NULL,
    urgency       BIGINT  NOT NULL,
    team          TEXT    NOT NULL,
    opened_at     BIGINT  NOT NULL,
    listed_at     BIGINT  NOT NULL DEFAULT 0, -- planned with a round: no desk lists it before; 0: it stood there at once
    ended_at      BIGINT,
    repeated      BIGINT  NOT NULL,
    body_sealed   BYTEA   NOT NULL        -- chat.Alarm
);
CREATE UNIQUE INDEX alarm_open ON alarm (cause, about_kind, about_id) WHERE is_open;
CREATE INDEX        alarm_listed ON alarm (listed_at) WHERE is_open;
CREATE INDEX        alarm_talk ON alarm (about_id) WHERE is_open AND about_kind = 'conversation';
CREATE INDEX        alarm_past ON alarm (ended_at) WHERE NOT is_open AND listed_at > 0;
CREATE INDEX        alarm_about ON alarm (about_id);
CREATE INDEX        alarm_person ON alarm (person_id);

CREATE TABLE member (                     -- somebody who takes part in a circle of a programme
    id            TEXT    PRIMARY KEY,    -- UUIDv7
    person_id     TEXT    NOT NULL,       -- whose key seals it: of the talk at the address, where there is one
    programme     TEXT    NOT NULL,
    circle        TEXT    NOT NULL,
    place         BIGINT  NOT NULL,       -- order in the circle
    state         TEXT    NOT NULL,       -- invited, active, paused, left
    until_day     TEXT    NOT NULL,       -- paused: the first day on which they are asked again; '' else
    turn          BIGINT  NOT NULL,       -- raised by every change
    address_hash  TEXT,                   -- HMAC of the address; NULL while invited
    address_sealed BYTEA  NOT NULL,
    made_at       BIGINT  NOT NULL,
    changed_at    BIGINT  NOT NULL,
    body_sealed   BYTEA   NOT NULL        -- chat.Member
);
CREATE INDEX member_circle ON member (programme, circle, place, id);
CREATE INDEX member_address ON member (address_hash, id) WHERE address_hash IS NOT NULL;
CREATE INDEX member_person ON member (person_id);
CREATE INDEX member_changed ON member (changed_at);

CREATE TABLE circle (                     -- locked by whoever enrols, so that nobody is in it twice
    programme     TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    turn          BIGINT  NOT NULL,
    PRIMARY KEY (programme, name)
);

CREATE TABLE round (                      -- one circle's one day and slot: ids and times, with the house's key
    id            TEXT    PRIMARY KEY,    -- programme, circle, day and slot
    programme     TEXT    NOT NULL,
    circle        TEXT    NOT NULL,
    day           TEXT    NOT NULL,       -- 2026-11-22
    slot          TEXT    NOT NULL,       -- 0830
    team          TEXT    NOT NULL,
    is_open       BOOLEAN NOT NULL,       -- something is still to be done in it
    turn          BIGINT  NOT NULL,
    early_at      BIGINT  NOT NULL,       -- from when on an answer counts for one of it
    changed_at    BIGINT  NOT NULL,
    body_sealed   BYTEA   NOT NULL        -- chat.Round
);
CREATE INDEX round_open ON round (programme, circle, early_at) WHERE is_open;
CREATE INDEX round_begun ON round (early_at) WHERE is_open;
CREATE INDEX round_circle ON round (programme, circle, day);
CREATE INDEX round_day ON round (day, programme, circle, slot);

CREATE TABLE picture (                    -- in a broadcast, which is a round
    id            TEXT    PRIMARY KEY,    -- derived from the event
    round_id      TEXT    NOT NULL REFERENCES round (id) ON DELETE CASCADE,
    body_sealed   BYTEA   NOT NULL        -- chat.Content, fit to be shown; with the house's key
);
CREATE INDEX picture_round ON picture (round_id);

CREATE TABLE survey (                     -- what people answered, each question once
    id            TEXT    PRIMARY KEY,    -- HMAC of survey, person and question
    person_hash   TEXT    NOT NULL,       -- HMAC of survey and person
    survey        TEXT    NOT NULL,       -- the programme
    question      TEXT    NOT NULL,       -- the variable
    answer        TEXT    NOT NULL,       -- values of choices: the organisation's own words
    at            BIGINT  NOT NULL,
    stand         TEXT    NOT NULL,       -- of words: waits, taken, left; '' where it is a choice
    words_sealed  BYTEA                   -- chat.Quote; with the house's key
);
CREATE INDEX survey_of ON survey (survey, id);
CREATE INDEX survey_person ON survey (person_hash);
CREATE INDEX survey_at ON survey (at);

CREATE TABLE button (                     -- what may be pressed about a round, an alarm or a member; and the card at the door of somebody who was registered
    id            TEXT    PRIMARY KEY,    -- of the line, derived from the event
    subject_kind  TEXT    NOT NULL,
    subject_id    TEXT    NOT NULL,
    person_id     TEXT    NOT NULL,       -- whom it concerns; '' where nobody: sealed with the house's key
    token_hash    TEXT    NOT NULL,       -- HMAC of the token that opens it
    audience      TEXT    NOT NULL,       -- who may press: person, worker
    at            BIGINT  NOT NULL,
    used_at       BIGINT,
    used_choice   BIGINT,
    body_sealed   BYTEA   NOT NULL        -- chat.Line
);
CREATE UNIQUE INDEX button_token ON button (token_hash);
CREATE INDEX        button_subject ON button (subject_id);
CREATE INDEX        button_person ON button (person_id);
CREATE INDEX        button_at ON button (at);

CREATE TABLE call (                       -- telefoon: what somebody says to a member by telephone
    id            TEXT    PRIMARY KEY,    -- of the message
    member_id     TEXT    NOT NULL,
    person_id     TEXT    NOT NULL,
    at            BIGINT  NOT NULL,       -- since when it is to be said
    done_at       BIGINT,                 -- NULL: it still is
    body_sealed   BYTEA   NOT NULL        -- chat.CallItem
);
CREATE INDEX call_member ON call (member_id, at);
CREATE INDEX call_person ON call (person_id);
CREATE INDEX call_at ON call (at);

CREATE TABLE watcher (                    -- where a coordinator is reached, besides by e-mail
    id            TEXT    PRIMARY KEY,    -- the coordinator's key in the playbook
    address_hash  TEXT    NOT NULL,       -- HMAC of the address
    since         BIGINT  NOT NULL,
    address_sealed BYTEA  NOT NULL        -- chat.Address; with the house's key
);
CREATE UNIQUE INDEX watcher_address ON watcher (address_hash);

CREATE TABLE due (                        -- events that shall be handled
    id            TEXT    PRIMARY KEY,    -- the event's id; 'wake:' + subject for a timer
    subject_kind  TEXT    NOT NULL,
    subject_id    TEXT    NOT NULL,
    turn          BIGINT  NOT NULL,       -- a timer's: the turn that set it
    class         BIGINT  NOT NULL,       -- what goes first: 0 alarms, 1 talks, 2 rounds, 3 check-ins and their receipts
    at            BIGINT  NOT NULL,
    lease_until   BIGINT  NOT NULL,
    attempt       BIGINT  NOT NULL,
    person_id     TEXT    NOT NULL,
    event_sealed  BYTEA   NOT NULL        -- chat.Event
);
CREATE INDEX due_next ON due (class, at, id);
CREATE INDEX due_leased ON due (lease_until) WHERE lease_until > 0;
CREATE INDEX due_subject ON due (subject_id);
CREATE INDEX due_person ON due (person_id);

CREATE TABLE budget (                     -- when an adapter, or one of its chats, may be called again
    id            TEXT    PRIMARY KEY,    -- adapter, or adapter and chat_hash
    next_at       BIGINT  NOT NULL,       -- by crisis and live rows
    low_at        BIGINT  NOT NULL,       -- by all else: a little later, so that a share is left
    edit_at       BIGINT  NOT NULL        -- by edits: some platforms count them apart
);

CREATE TABLE upload (                     -- files that came by a page: no platform keeps them for us
    id            TEXT    PRIMARY KEY,    -- derived from the event
    conversation_id TEXT  NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    made_at       BIGINT  NOT NULL,
    size          BIGINT  NOT NULL,       -- bytes
    body_sealed   BYTEA   NOT NULL        -- chat.Content, fit to be shown; at most chat.FileMost
);
CREATE INDEX upload_conversation ON upload (conversation_id);
CREATE INDEX upload_made ON upload (made_at);

CREATE TABLE poison (                     -- events that could not be handled, kept for people
    id            TEXT    PRIMARY KEY,
    at            BIGINT  NOT NULL,
    conversation_id TEXT  NOT NULL,
    person_id     TEXT    NOT NULL,
    event_sealed  BYTEA   NOT NULL
);
CREATE INDEX poison_conversation ON poison (conversation_id);
CREATE INDEX poison_person ON poison (person_id);

CREATE TABLE session (                    -- who is signed in to a page
    token_hash    TEXT    PRIMARY KEY,
    kind          TEXT    NOT NULL,
    made_at       BIGINT  NOT NULL,
    seen_at       BIGINT  NOT NULL,
    until_at      BIGINT  NOT NULL,
    idle_ms       BIGINT  NOT NULL,
    worker_hash   TEXT,                   -- whose it is, so that all of theirs can be ended; NULL: nobody's yet
    body_sealed   BYTEA   NOT NULL        -- chat.Session's chat, name and id; with the house's key
);
CREATE INDEX session_until ON session (until_at);

CREATE TABLE worker_away (                -- who takes no more talks for a while
    id            TEXT    PRIMARY KEY,    -- HMAC of the worker's id
    until_at      BIGINT  NOT NULL,
    body_sealed   BYTEA   NOT NULL        -- chat.Absence; with the house's key
);

-- +goose Down
DROP TABLE worker_away;
DROP TABLE session;
DROP TABLE poison;
DROP TABLE upload;
DROP TABLE budget;
DROP TABLE due;
DROP TABLE watcher;
DROP TABLE call;
DROP TABLE button;
DROP TABLE survey;
DROP TABLE picture;
DROP TABLE round;
DROP TABLE member;
DROP TABLE alarm;
DROP TABLE lease;
DROP TABLE thread;
DROP TABLE outbox;
DROP TABLE lane;
DROP TABLE line;
DROP TABLE story;
DROP TABLE theme_past;
DROP TABLE theme;
DROP TABLE conversation;
DROP TABLE talks;
DROP TABLE event;
DROP TABLE person;
DROP TABLE house;
