//! What can be wrong with a document that is XML for a feed reader, and not for a parser of XML.

/// What a document was mended of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    Before,
    Declaration,
    Ampersand,
    LessThan,
    Control,
    Attribute,
    Open,
    Unopened,
    Cut,
}

impl Fault {
    pub(super) fn told(self) -> &'static str {
        match self {
            Fault::Before => "there is text before its first element, which was passed over",
            Fault::Declaration => "it has an XML declaration inside, which was passed over",
            Fault::Ampersand => "a bare & or an unknown entity was read as text",
            Fault::LessThan => "a bare < was read as text",
            Fault::Control => "characters that XML does not allow were left out",
            Fault::Attribute => "attributes that are not well written were mended",
            Fault::Open => "elements that were not closed were closed",
            Fault::Unopened => "end tags of elements that were not open were left out",
            Fault::Cut => "it ends in the middle: the last of it may be cut short",
        }
    }
}
