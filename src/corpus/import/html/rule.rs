//! Why a block that the source shows is not in the article.

use serde::{Deserialize, Serialize};

/// The rule that left a block out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A menu, or a list of links.
    Navigation,
    /// Fields, buttons, and what is written beside them.
    Form,
    /// The page's foot or its margin.
    Margin,
    /// What readers wrote below the article.
    Comments,
    /// Hidden until a script shows it.
    Hidden,
    /// Struck out by its author.
    Struck,
    /// A player, a card, a button of the newsletter's tool.
    Component,
    /// A line that a service adds.
    Service,
    /// In what a template is told, or holds back.
    Template,
    /// A field above the text that nothing took.
    Field,
    /// Another article on the same page.
    OtherArticle,
    /// Not what the main text was found to be.
    MainText,
    /// Not what a second way to find the main text found.
    SecondOpinion,
    /// A line that leads elsewhere, asks for something, or credits a picture.
    LeadsAway,
    /// Above the first paragraph: kicker, byline, day.
    Opening,
    /// Below the last paragraph.
    Ending,
    /// Under a picture that is not the first.
    Caption,
    /// Said elsewhere in the article: its title, its dek, a sentence set again in large type.
    Repeated,
}

impl Rule {
    /// Its words, for a person.
    pub fn told(self) -> &'static str {
        match self {
            Rule::Navigation => "navigation",
            Rule::Form => "form",
            Rule::Margin => "margin of the page",
            Rule::Comments => "comments",
            Rule::Hidden => "hidden",
            Rule::Struck => "struck out",
            Rule::Component => "a tool's component",
            Rule::Service => "service line",
            Rule::Template => "told to a template",
            Rule::Field => "a field that is not read",
            Rule::OtherArticle => "another article",
            Rule::MainText => "outside the main text",
            Rule::SecondOpinion => "outside the main text, by a second opinion",
            Rule::LeadsAway => "leads elsewhere",
            Rule::Opening => "above the first paragraph",
            Rule::Ending => "below the last paragraph",
            Rule::Caption => "caption of a later picture",
            Rule::Repeated => "stands in the article already",
        }
    }
}
