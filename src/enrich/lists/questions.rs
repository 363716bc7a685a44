//! What articles answer, and what changed in them.

use super::{List, counted, list};
use crate::enrich::apparatus::Apparatus;
use crate::enrich::json_ld::Kind;
use crate::enrich::page::{Content, Link, Page, Question, QuestionGroup, SiteChange};
use crate::enrich::{prose, views};
use crate::reach;
use crate::site::{View, route};

pub(in crate::enrich) fn questions(view: &mut View<'_>) -> Page {
    let mut apparatus = Apparatus::default();
    let groups: Vec<QuestionGroup> = view
        .asking_articles()
        .into_iter()
        .map(|article| QuestionGroup {
            article: Link {
                title: article.title.clone(),
                path: route::article(&article.slug),
            },
            questions: article
                .questions
                .iter()
                .enumerate()
                .map(|(at, question)| Question {
                    id: format!("question-{}-{}", article.slug, at + 1),
                    question: question.question.clone(),
                    answer: prose::inline(view, &question.answer, &mut apparatus),
                })
                .collect(),
        })
        .collect();
    let faq: Vec<(String, String)> = view
        .asking_articles()
        .iter()
        .flat_map(|article| &article.questions)
        .map(|question| {
            let answer = reach::plain(view, &question.answer);
            (question.question.clone(), answer)
        })
        .collect();
    let count = faq.len();
    let description = format!(
        "{} that readers ask, with short answers.",
        counted(count, "question", "questions")
    );
    let list = list(
        "questions.html",
        "questions",
        "Questions",
        route::QUESTIONS,
        description,
    );
    List { apparatus, ..list }.page_of(view, &[], Content::Questions { groups }, Kind::FaqPage(faq))
}

pub(in crate::enrich) fn changes(view: &mut View<'_>) -> Page {
    let mut all: Vec<_> = view
        .changed_articles()
        .into_iter()
        .flat_map(|article| article.changes.iter().map(move |change| (article, change)))
        .collect();
    all.sort_by_key(|(_, change)| std::cmp::Reverse(change.date.order_key()));
    let changes = all
        .into_iter()
        .map(|(article, change)| SiteChange {
            article: Link {
                title: article.title.clone(),
                path: route::article(&article.slug),
            },
            date: views::date(&change.date),
            note: prose::plain(view, &change.note),
        })
        .collect();
    let description = "What was added, corrected or brought up to date, newest first.".to_owned();
    list(
        "changes.html",
        "",
        "What changed",
        route::CHANGES,
        description,
    )
    .page(view, &[], Content::Changes { changes })
}
