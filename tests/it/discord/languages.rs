//! The bot speaks the language of whoever sees the answer; the archive's words stay as they are.

use pullquote::commands::Table;
use pullquote::shell::discord::registration;
use pullquote::words::Words;
use serde_json::{Value, json};

use super::{Transport, command, content, is_private, sample_bot, settings, turn};

fn in_language(mut asked: Value, own: &str, server: &str) -> Value {
    (asked["locale"], asked["guild_locale"]) = (json!(own), json!(server));
    asked
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_in_the_language_of_whoever_sees_it() {
    let bot = sample_bot(Transport::Gateway, settings()).await;
    let asked = |id| command(id, "letter", &[("place", "New Orleans")]);
    let public = bot.ask(in_language(asked(1), "es-419", "en-US")).await;
    assert!(!is_private(&public) && content(&public).contains("The list has the 23"), "{public}");
    let public = bot.ask(in_language(asked(2), "en-US", "es-ES")).await;
    insta::assert_snapshot!(content(&public), @r#"
    ### No. New Orleans did not receive the letter.
    -# La lista tiene 23 jurisdictions, de fecha 24 ene. 2018.
    > Though his city did not receive the DOJ letter, **New Orleans** Mayor Mitch Landrieu said that he, like de Blasio, would not attend the White House meeting.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · 24 ene. 2018 · ¶11 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/) · énfasis nuestro
    "#);
    let more = bot.ask(in_language(turn(3, &public, "⋯", false), "es-ES", "en-US")).await;
    assert!(is_private(&more) && content(&more).contains("la lista cita estas palabras"), "{more}");
    let unknown = bot
        .ask(in_language(command(4, "ask", &[("question", "What is the capital of France?")]), "es-ES", "en-US"))
        .await;
    assert!(is_private(&unknown), "{unknown}");
    insta::assert_snapshot!(content(&unknown).lines().take(2).collect::<Vec<_>>().join("\n"), @"
    ### El archivo no lo sabe.
    -# Pregunta: What is the capital of France?
    ");
    let other = bot.ask(in_language(asked(5), "de", "fr")).await;
    assert!(content(&other).contains("The list has the 23"), "of which it has no words: {other}");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_language_is_set_is_answered_in_it() {
    let spanish = pullquote::shell::discord::Discord { language: Some("es".into()), ..settings() };
    let bot = sample_bot(Transport::Gateway, spanish).await;
    let public = bot.ask(in_language(command(1, "letter", &[("place", "Chicago")]), "en-US", "en-US")).await;
    assert!(!is_private(&public) && content(&public).contains("La lista tiene 23"), "{public}");
    bot.end().await;
}

#[test]
fn names_and_descriptions_are_localized() {
    let table = Table::builtin(&Words::english());
    let commands = registration::commands(&table, false);
    let of =
        |name: &str| commands.as_array().and_then(|all| all.iter().find(|one| one["name"] == json!(name))).cloned();
    let search = of("search").expect("a command");
    insta::assert_snapshot!(search["name_localizations"], @r#"{"es-419":"buscar","es-ES":"buscar"}"#);
    insta::assert_snapshot!(search["options"][0]["name_localizations"], @r#"{"es-419":"búsqueda","es-ES":"búsqueda"}"#);
    assert_eq!(search["description_localizations"]["es-ES"], json!("Buscar en el archivo"));
    let find = of("Find the source").expect("the message command");
    assert_eq!(find["name_localizations"]["es-419"], json!("Buscar la fuente"));
}
