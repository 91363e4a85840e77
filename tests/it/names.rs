//! Whose name it is: words that are names, verbs before them, generations, roles, and what is no person.

use pullquote::quotes::extract;

/// Each speaker of an article whose paragraphs are lines: name, role, `?` where not certain, `*` where no person.
fn check(article: &str) -> String {
    let paragraphs: Vec<&str> = article.lines().collect();
    let line = |quote: &pullquote::domain::Quote| {
        let name = quote.speaker_name.as_deref().unwrap_or("-");
        let role = quote.role.as_deref().map(|role| format!(", {role}")).unwrap_or_default();
        let (sure, person) = (if quote.certain { "" } else { "?" }, if quote.impersonal { "*" } else { "" });
        format!("{name}{role}{sure}{person}")
    };
    extract(&paragraphs).iter().map(line).collect::<Vec<_>>().join("; ")
}

#[test]
fn days_and_months_were_cut_from_names() {
    insta::assert_snapshot!(check("“The bridge is ours,” Sheriff Nora Friday said."), @"Nora Friday, Sheriff");
    insta::assert_snapshot!(check("“The bridge is ours,” Chancellor Edith May said.\n“It stays,” May said on a Friday in May."), @"Edith May, Chancellor; Edith May, Chancellor");
    insta::assert_snapshot!(check("“The bridge is ours,” August Keller wrote."), @"August Keller");
    insta::assert_snapshot!(check("Will Becker said, “The bridge is ours.”"), @"Will Becker");
    insta::assert_snapshot!(check("“The bridge is ours,” said Mrs. May."), @"May");
}

#[test]
fn days_and_months_stay_what_they_are() {
    insta::assert_snapshot!(check("“The bridge is ours,” said Edith Marlow Friday."), @"Edith Marlow");
    insta::assert_snapshot!(check("In May Edith Marlow said, “The bridge is ours.”"), @"Edith Marlow?");
}

#[test]
fn a_verb_that_opens_a_sentence_was_a_given_name() {
    insta::assert_snapshot!(check("The count was close. Added Karl Roth, the clerk, “We count again tomorrow.”"), @"Karl Roth, clerk");
    insta::assert_snapshot!(check("The count was close. Quipped Anna Roth, “We count again tomorrow.”"), @"Anna Roth?");
    insta::assert_snapshot!(check("Imagine Karl Roth saying, “We count again tomorrow.”"), @"Karl Roth?");
}

#[test]
fn father_and_son_were_one_person() {
    insta::assert_snapshot!(check("\
Karl Roth came early. “I won,” Karl Roth Jr. said. “He did,” Karl Roth said.
“We will see,” Roth Jr. said.
"), @"Karl Roth Jr; Karl Roth?; Karl Roth Jr");
    insta::assert_snapshot!(check("“We shall go on,” Dr. Ernest L. King Jr., the pastor, said."), @"Ernest L. King Jr, pastor");
}

#[test]
fn initials_tell_namesakes_apart() {
    insta::assert_snapshot!(check("\
“The war is over,” Peter H.W. Marsh said. “It was long,” Peter W. Marsh said.
"), @"Peter H.W. Marsh; Peter W. Marsh?");
}

#[test]
fn a_bare_surname_was_the_one_named_most_often_and_not_the_one_spoken_of() {
    insta::assert_snapshot!(check("\
Last Monday, Karl Roth met the press. “The city is ready,” Roth said.
It was the bridge of Mayor Anna Roth, and Anna Roth had paid for it, and Anna Roth had lost for it.
"), @"Karl Roth");
}

#[test]
fn spellings_of_one_surname_are_one_person() {
    insta::assert_snapshot!(check("\
“It will rain,” said Rosa\u{a0}de Sousa, the mayor of Eastport. “It rains and rains,” de Sousa said. “We have no more sand,” said DeSousa.
"), @"Rosa de Sousa, mayor of Eastport; Rosa de Sousa, mayor of Eastport; Rosa de Sousa, mayor of Eastport");
}

#[test]
fn a_role_is_whole_and_the_persons_own() {
    insta::assert_snapshot!(check("“The court has spoken,” said former Attorney General Ruth Hale."), @"Ruth Hale, former Attorney General");
    insta::assert_snapshot!(check("“The court has spoken,” said Ruth Hale, with the support of people."), @"Ruth Hale");
    insta::assert_snapshot!(check("Ruth Hale, Marsh supporter, said, “The court has spoken.”"), @"Ruth Hale");
    insta::assert_snapshot!(check("“The court has spoken,” said his rival Ruth Hale."), @"Ruth Hale");
    insta::assert_snapshot!(check("Unlike Ann Lee, the mayor, Bob Ray, said, “The court has spoken.”"), @"Ann Lee?");
}

#[test]
fn headlines_and_bodies_are_no_people() {
    insta::assert_snapshot!(check("\
Why Rich Harbor Funds Support Ruth Hale
“The court has spoken,” Hale said. Funds and harbors are rich, and Ruth Hale left.
"), @"Ruth Hale");
    insta::assert_snapshot!(check("The Thomas More Law Center said, “The court has spoken.”"), @"Thomas More Law Center*");
}

#[test]
fn a_surname_alone_was_that_of_the_son_who_is_always_named_in_full() {
    insta::assert_snapshot!(check("\
As Karl Roth took the stage, his son was at the back.
“My father will win,” Emil Roth said.
“He has waited long enough,” Emil Roth told reporters.
“They are against me,” Roth wrote on Sunday.
“I was shaking my head,” Emil Roth said.
“They gave the money away,” Roth said on Friday.
"), @"Emil Roth; Emil Roth; Karl Roth; Emil Roth; Karl Roth");
}

#[test]
fn a_surname_in_the_title_was_that_of_whoever_is_named_most() {
    insta::assert_snapshot!(check("\
The party of Roth.
After Karl Roth's exit, the party looks for a leader.
The party of Emil A. Roth is no more.
“The people have spoken,” Mr. Roth said.
Emil A. Roth's old friends and Emil A. Roth's cabinet were silent.
"), @"Karl Roth");
}

#[test]
fn a_surname_alone_was_that_of_a_man_first_named_at_the_end() {
    insta::assert_snapshot!(check("\
The long race.
Roth met her aides on Monday.
“I will be ready,” Roth said.
“Nobody knows what he will do,” Roth told them.
“It is like the first debate,” said a man close to Emil Roth.
Emil Roth was silent.
“We will see,” Roth said.
"), @"Roth; Roth; -?; Roth");
}

#[test]
fn a_dateline_was_part_of_a_title() {
    insta::assert_snapshot!(check("ASHFORD ― President Karl Roth said, “We begin on Monday.”"), @"Karl Roth, President?");
    insta::assert_snapshot!(check("Neither Karl Roth nor his rival said “never.”\n“We begin on Monday,” Roth said."), @"-?; Karl Roth");
}

#[test]
fn what_an_office_is_over_was_part_of_a_name() {
    insta::assert_snapshot!(check("“We begin on Monday,” said the former secretary of State Karl Roth."), @"Karl Roth, former secretary of State?");
    insta::assert_snapshot!(check("Elections Karl Roth said, “We begin on Monday.”"), @"Karl Roth");
    insta::assert_snapshot!(check("“We begin on Monday,” said Celebrities Karl Roth."), @"Karl Roth");
}

#[test]
fn a_role_was_that_of_several_or_of_another() {
    insta::assert_snapshot!(check("Karl Roth left early. “We begin on Monday,” Sens. Karl Roth and Anna Vogt were told.\n“Never,” Karl Roth said."), @"-?; Karl Roth");
    insta::assert_snapshot!(check("The local judge Roth was speaking of is ill.\n“We begin on Monday,” Karl Roth said."), @"Karl Roth");
    insta::assert_snapshot!(check("Rival Karl Roth said, “We begin on Monday.”"), @"Karl Roth");
    insta::assert_snapshot!(check("The new book, The Many Lives of Karl Roth, is out.\n“We begin on Monday,” Karl Roth said."), @"Karl Roth");
}

#[test]
fn two_who_run_against_each_other_were_one_person() {
    insta::assert_snapshot!(check("The Vogt-Roth race.\nAnna Vogt and Karl Roth met.\n“We begin on Monday,” Roth said.\n“Not with me,” said Lena Vogt-Roth."), @"Karl Roth; Lena Vogt-Roth");
}
