#include "analysis/page/answer_card.h"

#include <fmt/format.h>

#include "analysis/page/html.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

std::string_view class_of(AnswerCard::State state) {
  switch (state) {
    case AnswerCard::State::Claimed:
      return "claimed";
    case AnswerCard::State::Open:
      return "undecided";
    case AnswerCard::State::TooFew:
      return "too-few";
    case AnswerCard::State::Exploratory:
      return "exploratory";
  }
  return "";
}

std::string link_html(const AnswerCard& card) {
  if (!card.link) return {};
  std::string strategies;
  for (const std::string& name : card.link->strategies)
    strategies += fmt::format("{}{}", strategies.empty() ? "" : "\n", name);
  return fmt::format(
      "<button type=\"button\" class=\"quiet\" data-curves data-dataset=\"{}\" data-metric=\"{}\" data-axis=\"{}\" "
      "data-strategies=\"{}\">Show the curves<span class=\"unseen\"> of {} on {}</span></button>",
      html_text(card.dataset), html_text(card.link->metric), html_text(card.link->axis), html_lines(strategies),
      html_text(card.question), html_text(card.dataset));
}

std::string card_html(const AnswerCard& card) {
  std::string html = fmt::format(
      "<article class=\"card {}\"><p><span class=\"badge\">{}</span></p>\n"
      "<h3>{}</h3>\n<p class=\"where\">{}</p>\n<p class=\"answer\">{}</p>\n{}",
      class_of(card.state), html_text(card.badge), html_text(card.question), html_text(card.dataset),
      html_text(card.answer), interval_picture_html(card.picture));
  for (const std::string& fact : card.facts) html += fmt::format("<p class=\"fact\">{}</p>\n", html_text(fact));
  if (!card.needs.empty())
    html += fmt::format("<p class=\"needs\"><b>What it would take:</b> {}</p>\n", sentence_html(card.needs));
  return html + link_html(card) + "</article>\n";
}

}  // namespace

std::string cards_html(std::span<const AnswerCard> cards, std::size_t most) {
  const std::size_t open = cards.size() > most + 1 ? most : cards.size();
  std::string html = "<div class=\"cards\">\n";
  for (const AnswerCard& card : cards.first(open)) html += card_html(card);
  html += "</div>\n";
  if (open == cards.size()) return html;
  html += fmt::format("<details><summary>{} more answers</summary><div class=\"cards\">\n", cards.size() - open);
  for (const AnswerCard& card : cards.subspan(open)) html += card_html(card);
  return html + "</div></details>\n";
}

}  // namespace xil
