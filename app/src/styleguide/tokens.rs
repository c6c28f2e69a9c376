//! Tokens as they are in `style/tokens.css`, which this reads: the page cannot disagree with the style.

use leptos::prelude::*;

use crate::parts::{AnswerShape, Icon, Section, Symbol};

const STYLE: &str = include_str!("../../../style/tokens.css");

/// Foreground on background, with what they are for. Texts need 4.5:1, signs and borders 3:1.
const PAIRS: [(&str, &str, &str); 17] = [
    ("text", "bg", "Text on the page"),
    ("text", "surface", "Text on a card"),
    ("text", "sunk", "Text on a sunk box"),
    ("muted", "bg", "Quiet text on the page"),
    ("muted", "sunk", "Quiet text on a sunk box"),
    ("accent", "bg", "Links"),
    ("accent", "accent-tint", "Links and badges on their tint"),
    ("on-accent", "accent", "Primary button"),
    ("on-accent", "accent-strong", "Primary button, pointed at"),
    ("success", "success-tint", "Success"),
    ("warning", "warning-tint", "Warning"),
    ("danger", "danger-tint", "Danger"),
    ("danger", "surface", "Error beside a field"),
    ("on-danger", "danger", "Danger button, pointed at"),
    ("info", "info-tint", "Information"),
    ("control", "surface", "Border of a control"),
    ("control", "bg", "Border on the page"),
];

const ANSWERS: usize = 6;

/// The value of `--name` in the block that `selector` opens, else in the first block of the file.
fn token(selector: &str, name: &str) -> Option<&'static str> {
    let block = |selector: &str| {
        let block = STYLE.split_once(selector)?.1;
        let block = block.split_once('}')?.0;
        let value = block.split_once(&format!("--{name}:"))?.1;
        Some(value.split_once(';')?.0.trim())
    };
    block(selector).or_else(|| block(":root {"))
}

const LIGHT: &str = ":root {";
const DARK: &str = "html[data-theme=\"dark\"],";

/// Relative luminance of `#rgb` or `#rrggbb`, 0 to 1, as WCAG 2.2 defines it.
fn luminance(hex: &str) -> Option<f64> {
    let digits = hex.strip_prefix('#')?;
    let wide = if digits.len() == 3 {
        digits.chars().flat_map(|digit| [digit, digit]).collect()
    } else {
        digits.to_owned()
    };
    let channel = |from: usize| {
        let value = f64::from(u8::from_str_radix(wide.get(from..from + 2)?, 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

/// Contrast ratio of two colours, 1 to 21.
fn contrast(one: &str, other: &str) -> Option<f64> {
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

fn ratio(selector: &str, front: &str, back: &str) -> String {
    token(selector, front)
        .zip(token(selector, back))
        .and_then(|(front, back)| contrast(front, back))
        .map_or_else(|| "?".to_owned(), |ratio| format!("{ratio:.1}:1"))
}

fn var(name: &str) -> String {
    format!("var(--{name})")
}

#[component]
pub fn Colours() -> impl IntoView {
    let pairs = PAIRS
        .map(|(front, back, what)| {
            view! {
                <li class="guide-pair">
                    <svg class="guide-box" viewBox="0 0 64 40" width="64" height="40" aria-hidden="true">
                        <rect width="64" height="40" rx="8" fill=var(back) stroke="var(--line)"></rect>
                        <circle cx="32" cy="20" r="10" fill=var(front)></circle>
                    </svg>
                    <div>
                        <p>{what}</p>
                        <p class="small muted">
                            <code>{front}</code>" on "<code>{back}</code>", light "
                            {ratio(LIGHT, front, back)}", dark "{ratio(DARK, front, back)}
                        </p>
                    </div>
                </li>
            }
        })
        .collect_view();
    let answers = (0..ANSWERS)
        .map(|index| {
            let (front, back) = (format!("on-answer-{}", index + 1), format!("answer-{}", index + 1));
            let on_stage = ratio(LIGHT, &back, "stage");
            view! {
                <li class=format!("guide-answer answer-{}", index + 1)>
                    <AnswerShape index=index/>
                    <span>
                        {format!("Text {}", ratio(LIGHT, &front, &back))}<br/>{format!("Stage {on_stage}")}
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Section id="colours" title="Colours" lead="Named for what they do. Pairs and their contrast:">
            <ul class="guide-pairs">{pairs}</ul>
            <h3>"Answers"</h3>
            <p class="muted">"Always on the night stage: shape, letter, text and colour, never colour alone."</p>
            <div class="stage guide-stage"><ul class="guide-answers">{answers}</ul></div>
        </Section>
    }
}

#[component]
pub fn Types() -> impl IntoView {
    let sizes = [12, 14, 16, 18, 20, 24, 30]
        .map(|size| {
            view! {
                <li class=format!("guide-{size}")>
                    "Funding pays those who hold the unpopular side "<span class="muted number">{size}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Section id="type" title="Type" lead="Inter, from our own origin. Figures in columns keep their width.">
            <ul class="guide-type">{sizes}</ul>
            <p class="guide-pin number">"482 915"</p>
            <p>
                "A paragraph is at most 68 characters wide. It can hold "<a href="#type">"a link"</a>", "
                <strong>"weight"</strong>", "<em>"emphasis"</em>", "<code>"code"</code>" and a key: "
                <kbd>"Ctrl"</kbd>" "<kbd>"K"</kbd>"."
            </p>
        </Section>
    }
}

#[component]
pub fn Spaces() -> impl IntoView {
    let spaces = [4, 8, 12, 16, 24, 32, 48, 64, 96]
        .map(|space| {
            view! {
                <li>
                    <svg width=space height="16" aria-hidden="true">
                        <rect width=space height="16" fill="var(--accent)"></rect>
                    </svg>
                    <span class="number small">{space}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Section id="space" title="Space" lead="Steps in pixels; in code they are rem and grow with the text.">
            <ul class="guide-space">{spaces}</ul>
        </Section>
    }
}

#[component]
pub fn Icons() -> impl IntoView {
    let icons = Symbol::ALL
        .iter()
        .map(|&symbol| view! { <li><Icon of=symbol/><span class="small">{format!("{symbol:?}")}</span></li> })
        .collect_view();
    view! {
        <Section id="icons" title="Icons" lead="Lucide, inlined. Decoration beside words, or with a label of their own.">
            <ul class="guide-icons">{icons}</ul>
        </Section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of the block that `selector` opens.
    fn block(selector: &str) -> Vec<&'static str> {
        let (_, rest) = STYLE.split_once(selector).unwrap();
        let (block, _) = rest.split_once('}').unwrap();
        block.lines().map(str::trim).filter(|line| line.starts_with("--")).collect()
    }

    #[test]
    fn every_pair_is_readable_in_both_themes() {
        for (front, back, what) in PAIRS {
            let least = if front == "control" { 3.0 } else { 5.2 };
            for theme in [LIGHT, DARK] {
                let ratio = contrast(token(theme, front).unwrap(), token(theme, back).unwrap()).unwrap();
                assert!(ratio >= least, "{what} in {theme} is {ratio:.2}:1");
            }
        }
    }

    #[test]
    fn answers_are_readable_and_stand_out_from_the_stage() {
        let stage = token(LIGHT, "stage").unwrap();
        for answer in 1..=ANSWERS {
            let tile = token(LIGHT, &format!("answer-{answer}")).unwrap();
            let text = token(LIGHT, &format!("on-answer-{answer}")).unwrap();
            assert!(contrast(text, tile).unwrap() >= 4.9, "text on answer {answer}");
            assert!(contrast(tile, stage).unwrap() >= 3.6, "answer {answer} on the stage");
        }
    }

    #[test]
    fn the_device_and_the_person_choose_the_same_dark() {
        let of_device = block("html:not([data-theme=\"light\"])");
        assert!(of_device.len() > 20);
        assert_eq!(of_device, block(DARK));
    }
}
