//! A letter that a reader forwarded: under the reader's own words stands a copy of its headers, then its text.

use super::super::html::{Block, BlockKind, folded};

/// What the headers of the forwarded letter say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Forwarded {
    pub(super) from: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) day: Option<String>,
    /// To whom it was sent.
    pub(super) to: Option<String>,
    /// How many words the reader set above it.
    pub(super) above: usize,
}

/// How a line opens above the headers, in the languages of many programs.
const OPENINGS: [&str; 24] = [
    "forwarded message",
    "begin forwarded message",
    "original message",
    "start of forwarded message",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "ursprüngliche nachricht",
    "original nachricht",
    "message transféré",
    "début du message transféré",
    "message transmis",
    "message d origine",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "mensagem encaminhada",
    "início da mensagem encaminhada",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "пересылаемое сообщение",
    "转发的邮件",
    "转发邮件",
    "転送メッセージ",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    Day,
    Subject,
    To,
    Other,
}

/// The names of headers, as programs translate them.
const FIELDS: [(Field, &[&str]); 5] = [
    (
        Field::From,
        &[
            "from",
            "von",
            "de",
            "da",
            "van",
            "от",
            "от кого",
            "发件人",
            "寄件者",
            "差出人",
            "från",
            "fra",
            "od",
            "kimden",
            "mittente",
            "보낸 사람",
            "من",
        ],
    ),
    (
        Field::Day,
        &[
            "date",
            "sent",
            "datum",
            "gesendet",
            "envoyé",
            "envoyé le",
            "fecha",
            "enviado",
            "enviado el",
            "data",
            "enviada em",
            "enviado em",
            "inviato",
            "data invio",
            "verzonden",
            "дата",
            "отправлено",
            "日期",
            "发送时间",
            "日付",
            "送信日時",
            "skickat",
            "sendt",
            "wysłano",
            "tarih",
            "gönderildi",
            "날짜",
            "التاريخ",
        ],
    ),
    (
        Field::Subject,
        &[
            "subject",
            "betreff",
            "objet",
            "asunto",
            "assunto",
            "oggetto",
            "onderwerp",
            "тема",
            "主题",
            "主旨",
            "件名",
            "ämne",
            "emne",
            "temat",
            "konu",
            "제목",
            "الموضوع",
        ],
    ),
    (
        Field::To,
        &[
            "to",
            "an",
            "à",
            "para",
            "a",
            "aan",
            "кому",
            "收件人",
            "收件者",
            "宛先",
            "till",
            "til",
            "do",
            "kime",
            "받는 사람",
            "إلى",
        ],
    ),
    (
        Field::Other,
        &[
            "cc",
            "bcc",
            "reply to",
            "antwort an",
            "kopie",
            "kopia",
            "копия",
            "抄送",
            "répondre à",
            "responder a",
            "rispondi a",
        ],
    ),
];

/// How subjects of forwarded letters open.
const PREFIXES: [&str; 9] = ["fwd:", "fw:", "wg:", "tr:", "rv:", "enc:", "转发:", "转发：", "doorst:"];

/// How many words a reader may set above a letter that they forward, and how often it may have been.
const MOST_ABOVE: usize = 120;
const MOST_TIMES: usize = 5;

/// Takes what stands above a forwarded letter off its blocks. `told` is whether the subject says that it is one.
pub(super) fn taken_off(blocks: &mut Vec<Block>, told: bool) -> Option<Forwarded> {
    let mut found: Option<Forwarded> = None;
    for _ in 0..MOST_TIMES {
        let Some((own, end, left)) = next(blocks, told) else { break };
        blocks.drain(..end);
        if let (Some(left), Some(first)) = (left, blocks.first_mut()) {
            first.text = left;
        }
        let above = own.above + found.map_or(0, |outer| outer.above);
        found = Some(Forwarded { above, ..own });
    }
    if found.is_some() {
        let quoted = blocks.iter().all(|block| block.kind == BlockKind::Quotation);
        // Some programs quote the whole letter.
        for block in blocks.iter_mut().filter(|_| quoted) {
            block.kind = BlockKind::Text;
        }
    }
    found
}

/// Whether a text opens like the headers of a forwarded letter.
pub(super) fn opens(text: &str) -> bool {
    let text = super::super::html::clean(crate::text::clip(text.trim_start(), 400).0);
    after_opening(&text).is_some() || begins_field(&text)
}

/// A subject without what says that it was forwarded.
pub(super) fn bare_subject(subject: &str) -> &str {
    let mut bare = subject.trim();
    let cut = |text: &str| {
        let lower = text.to_lowercase();
        let prefix = PREFIXES.iter().find(|prefix| lower.starts_with(*prefix))?;
        // Small letters are as long as capitals in all of these.
        text.get(prefix.len()..).map(|rest| text.len() - rest.trim_start().len())
    };
    while let Some(rest) = cut(bare).and_then(|at| bare.get(at..)) {
        bare = rest;
    }
    bare
}

/// Whether a subject says that it was forwarded.
pub(super) fn is_told(subject: &str) -> bool {
    bare_subject(subject).len() < subject.trim().len()
}

/// The headers of the first forwarded letter; how many blocks they and what is above them take; and what the next one
/// holds beside them.
fn next(blocks: &[Block], told: bool) -> Option<(Forwarded, usize, Option<String>)> {
    let mut above = 0;
    for (at, block) in blocks.iter().enumerate().take_while(|(at, _)| *at <= MOST_ABOVE) {
        let (opened, rest) = match after_opening(&block.text) {
            Some(rest) => (true, rest),
            None => (false, block.text.as_str()),
        };
        if above <= MOST_ABOVE && (opened || told && begins_field(rest)) {
            let (forwarded, end, left) = headers(blocks, at, rest);
            // A line that opens so is no headers by itself.
            if forwarded.from.is_some() && (forwarded.subject.is_some() || forwarded.day.is_some()) {
                return Some((Forwarded { above, ..forwarded }, end, left));
            }
        }
        above += block.text.split_whitespace().count();
    }
    None
}

/// What follows the line above the headers.
fn after_opening(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let words = folded(crate::text::clip(bare, 120).0);
    let opening = OPENINGS.iter().find(|opening| words.starts_with(**opening))?;
    // As many words of the text as of the opening.
    let mut rest = bare;
    for _ in opening.split(' ') {
        let start = rest.find(char::is_alphanumeric)?;
        let from = rest.get(start..)?;
        let end = from.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(from.len());
        rest = from.get(end..)?;
    }
    Some(rest.trim_start_matches(|letter: char| !letter.is_alphanumeric()))
}

/// The headers that begin in a block, the first block behind them, and what that holds beside them.
fn headers(blocks: &[Block], first: usize, rest: &str) -> (Forwarded, usize, Option<String>) {
    let mut forwarded = Forwarded::default();
    let mut left = take(rest, &mut forwarded);
    let mut end = first + 1;
    while let Some(block) = blocks.get(end).filter(|block| begins_field(&block.text)) {
        left = take(&block.text, &mut forwarded);
        end += 1;
    }
    let left = left.filter(|left| left.chars().any(char::is_alphanumeric));
    (forwarded, if left.is_some() { end - 1 } else { end }, left)
}

fn begins_field(text: &str) -> bool {
    fields(text).first().is_some_and(|(_, start, _)| *start == 0)
}

/// Takes the headers of a text. What follows the last reader's address is no header.
fn take(text: &str, forwarded: &mut Forwarded) -> Option<String> {
    let found = fields(text);
    let mut left = None;
    for (number, (field, _, value_start)) in found.iter().enumerate() {
        let next = found.get(number + 1);
        let value = text.get(*value_start..next.map_or(text.len(), |(_, start, _)| *start)).unwrap_or_default();
        let mut value = value.trim_matches([' ', '*']);
        let is_to = matches!(field, Field::To | Field::Other);
        if next.is_none()
            && is_to
            && let Some(address) = value.rfind('@')
        {
            let behind = value.get(address..).and_then(|rest| rest.find([' ', '>', ',', ']'])).map(|end| address + end);
            let (own, rest) = value.split_at_checked(behind.unwrap_or(value.len())).unwrap_or((value, ""));
            left = Some(rest.trim_start_matches([' ', '>', ',', ']', '*']).to_owned());
            value = own;
        }
        let slot = match field {
            Field::From => &mut forwarded.from,
            Field::Day => &mut forwarded.day,
            Field::Subject => &mut forwarded.subject,
            Field::To => &mut forwarded.to,
            Field::Other => continue,
        };
        slot.get_or_insert_with(|| value.to_owned());
    }
    left
}

/// The headers in a text, each once: where its name begins, and where its value does.
fn fields(text: &str) -> Vec<(Field, usize, usize)> {
    let mut found: Vec<(Field, usize, usize)> = Vec::new();
    for (colon, mark) in text.char_indices().filter(|(_, letter)| matches!(letter, ':' | '：')) {
        let before = text.get(..colon).unwrap_or_default().trim_end_matches([' ', '*', '\u{a0}']);
        let behind = colon + mark.len_utf8();
        let spaced =
            text.get(behind..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '*']) || mark == '：');
        let names = FIELDS.iter().flat_map(|(field, names)| names.iter().map(move |name| (*field, *name)));
        let named = names.filter_map(|(field, name)| starts(before, name).map(|start| (field, start)));
        // The longest name counts: "Enviado em" is no "em".
        let Some((field, start)) = named.min_by_key(|(_, start)| *start).filter(|_| spaced) else { continue };
        let again = found.iter().any(|(known, ..)| *known == field && field != Field::Other);
        if !again {
            found.push((field, start, behind));
        }
    }
    found
}

/// Where the text's last words begin, if they are this name.
fn starts(text: &str, name: &str) -> Option<usize> {
    let count = name.chars().count();
    let start = text.char_indices().rev().nth(count - 1).map(|(at, _)| at)?;
    let own = text.get(start..)?.to_lowercase().replace('-', " ");
    let before = text.get(..start)?;
    (own == name && (before.is_empty() || before.ends_with([' ', '*', '\u{a0}']))).then(|| {
        // Marks of bold type belong to the name.
        before.trim_end_matches('*').len()
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::plain;
    use super::*;

    fn check(text: &str, told: bool) -> String {
        let mut blocks = plain::blocks(text);
        let found = taken_off(&mut blocks, told);
        let told = found.map(|found| {
            format!("{:?} {:?} {:?} {:?} {}", found.from, found.subject, found.day, found.to, found.above)
        });
        let texts: Vec<String> = blocks.iter().map(|block| format!("{:?}: {}", block.kind, block.text)).collect();
        format!("{}\n{}", told.unwrap_or_else(|| "no forward".to_owned()), texts.join("\n"))
    }

    #[test]
    fn headers_of_many_programs() {
        let gmail = "Look!\n\n---------- Forwarded message ---------\nFrom: Harbour Notes <news@h.example>\n\
            Date: Mon, Apr 29, 2024 at 9:00 AM\nSubject: The ferry: it runs\nTo: <bo@readers.example>\n\n\nIt runs.\n";
        insta::assert_snapshot!(check(gmail, true), @r#"
        Some("Harbour Notes <news@h.example>") Some("The ferry: it runs") Some("Mon, Apr 29, 2024 at 9:00 AM") Some("<bo@readers.example") 1
        Text: It runs.
        "#);
        let apple = "Begin forwarded message:\n\n> From: Harbour Notes <news@h.example>\n> Subject: The ferry\n> Date: 29 April 2024\n\
            > To: Bo <bo@readers.example>\n> \n> It runs.\n> \n> It is late.\n";
        insta::assert_snapshot!(check(apple, true), @r#"
        Some("Harbour Notes <news@h.example>") Some("The ferry") Some("29 April 2024") Some("Bo <bo@readers.example") 0
        Text: It runs.
        Text: It is late.
        "#);
        let outlook = "*From:* Harbour Notes\n*Sent:* Monday, April 29, 2024 9:00 AM\n*To:* bo@readers.example\n*Subject:* The ferry\n\nIt runs.\n";
        insta::assert_snapshot!(check(outlook, true), @r#"
        Some("Harbour Notes") Some("The ferry") Some("Monday, April 29, 2024 9:00 AM") Some("bo@readers.example") 0
        Text: It runs.
        "#);
        let german = "-------- Weitergeleitete Nachricht --------\nBetreff: Die Fähre\nDatum: Mo, 29 Apr 2024\nVon: Hafen <h@h.example>\n\
            An: bo@readers.example\n\nSie fährt.\n";
        insta::assert_snapshot!(check(german, false), @r#"
        Some("Hafen <h@h.example>") Some("Die Fähre") Some("Mo, 29 Apr 2024") Some("bo@readers.example") 0
        Text: Sie fährt.
        "#);
    }

    #[test]
    fn a_letter_that_was_forwarded_twice() {
        let text = "---------- Forwarded message ---------\nFrom: Bo <bo@r.example>\nDate: 30 April 2024\nSubject: Fwd: The ferry\nTo: Cy <cy@r.example>\n\n\
            ---------- Forwarded message ---------\nFrom: Harbour Notes <n@h.example>\nDate: 29 April 2024\nSubject: The ferry\nTo: <bo@r.example>\n\nIt runs.\n";
        assert!(
            check(text, true)
                .starts_with("Some(\"Harbour Notes <n@h.example>\") Some(\"The ferry\") Some(\"29 April 2024\")")
        );
    }

    #[test]
    fn a_letter_about_a_letter_is_none() {
        let text = "The ferry runs.\n\nFrom: the mayor. To: the town. Subject: the ferry. It was a joke, she said.\n\nForwarded message or not, it is late.\n";
        assert!(check(text, false).starts_with("no forward"), "{}", check(text, false));
    }

    #[test]
    fn subjects_without_their_prefix() {
        assert_eq!(bare_subject("Fwd: FW: The ferry"), "The ferry");
        assert_eq!(bare_subject("WG: Die Fähre"), "Die Fähre");
        assert_eq!(bare_subject("Forward: the ferry"), "Forward: the ferry");
        assert!(is_told("FW: x") && !is_told("The ferry"));
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "(From: |To: |a@b|Subject:|Date：|\\*| |\n|-----|Forwarded message|é漢){0,16}") {
            let _ = check(&text, true);
        }
    }
}
