#include <algorithm>
#include <array>
#include <cctype>

#include "tests/fuzz/mutations.h"

namespace xil::fuzz {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    lines.push_back(text.substr(begin, end - begin));
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

/// A run of letters or of digits that begins at a random place or behind it; nothing where there is none.
struct Word {
  std::size_t begin = 0, size = 0;
};

Word find_word(const std::string& text, Rng& rng, bool (*belongs)(char)) {
  if (text.empty()) return {};
  std::size_t begin = draw(rng, text.size());
  while (begin < text.size() && !belongs(text[begin])) ++begin;
  std::size_t end = begin;
  while (end < text.size() && belongs(text[end])) ++end;
  return {begin, end - begin};
}

bool is_name_sign(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
}
bool is_number_sign(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-'; }

void replace_number(std::string& text, const Corpus&, Rng& rng) {
  const Word word = find_word(text, rng, is_number_sign);
  if (word.size > 0) text.replace(word.begin, word.size, nasty_literal(rng));
}

void replace_word(std::string& text, const Corpus& corpus, Rng& rng) {
  const Word word = find_word(text, rng, is_name_sign);
  if (word.size == 0) return;
  const std::string& other = one_of(corpus.seeds, rng);
  const Word theirs = find_word(other, rng, is_name_sign);
  const bool token = !corpus.tokens.empty() && rng.bernoulli(0.5);
  const std::string with =
      token ? one_of(corpus.tokens, rng) : other.substr(std::min(theirs.begin, other.size()), theirs.size);
  text.replace(word.begin, word.size, with);
}

/// A line that is lost, doubled, moved, exchanged, or taken from elsewhere.
void change_lines(std::string& text, const Corpus& corpus, Rng& rng) {
  Lines lines = lines_of(text);
  if (lines.empty()) return;
  const auto at = [&] { return lines.begin() + static_cast<std::ptrdiff_t>(draw(rng, lines.size())); };
  switch (rng.below(5)) {
    case 0:
      lines.erase(at());
      break;
    case 1: {
      const std::string copy = *at();
      lines.insert(at(), copy);
      break;
    }
    case 2:
      std::iter_swap(at(), at());
      break;
    case 3: {
      const Lines theirs = lines_of(one_of(corpus.seeds, rng));
      if (!theirs.empty()) lines.insert(at(), theirs[draw(rng, theirs.size())]);
      break;
    }
    default:
      lines.resize(1 + draw(rng, lines.size()));
  }
  text = joined(lines);
}

void change_indent(std::string& text, const Corpus&, Rng& rng) {
  Lines lines = lines_of(text);
  if (lines.empty()) return;
  std::string& line = lines[draw(rng, lines.size())];
  switch (rng.below(3)) {
    case 0:
      line.insert(0, std::string(1 + draw(rng, 6), ' '));
      break;
    case 1:
      line.insert(0, "\t");
      break;
    default:
      line.erase(0, std::min(line.find_first_not_of(' '), 1 + draw(rng, 4)));
  }
  text = joined(lines);
}

void insert_sign(std::string& text, const Corpus&, Rng& rng) {
  using namespace std::string_literals;
  static const std::vector<std::string> kSigns = {":",
                                                  ": ",
                                                  "{",
                                                  "}",
                                                  "[",
                                                  "]",
                                                  ",",
                                                  "\"",
                                                  "'",
                                                  "|",
                                                  ">",
                                                  "&a ",
                                                  "*a",
                                                  "!",
                                                  "!!str ",
                                                  "%YAML 1.2\n",
                                                  "---\n",
                                                  "...\n",
                                                  "@",
                                                  "#",
                                                  " #",
                                                  "?",
                                                  "? ",
                                                  "- ",
                                                  "\t",
                                                  "\r",
                                                  "\r\n",
                                                  "\n",
                                                  "\n\n",
                                                  "\\",
                                                  "\0"s,
                                                  "\x7f",
                                                  "\x1b[31m",
                                                  "\xc3\xa4",
                                                  "\xff",
                                                  "\xe2\x80\xa8",
                                                  "\xef\xbb\xbf",
                                                  "<<: ",
                                                  "=",
                                                  ";",
                                                  "$(true)",
                                                  "`",
                                                  "~",
                                                  "null",
                                                  "\xf0\x9f\x92\xa5",
                                                  "\xed\xa0\x80"};
  text.insert(draw(rng, text.size() + 1), one_of(kSigns, rng));
}

/// Brackets within brackets, lists in lists: readers that call themselves run out of stack.
void nest(std::string& text, const Corpus&, Rng& rng) {
  static const std::vector<std::string> kOpenings = {"[",  "{", "{a: ", "[[",   "- ", "? ",
                                                     "{[", "!", "|\n ", "\"\"", "((", "a: &b "};
  static const std::vector<std::size_t> kDepths = {2, 10, 100, 2000, 30000};
  const std::string& opening = one_of(kOpenings, rng);
  std::string many;
  for (std::size_t i = one_of(kDepths, rng); i > 0; --i) many += opening;
  text.insert(draw(rng, text.size() + 1), many);
}

/// A line or a word a hundred times, numbered now and then so that keys differ.
void repeat_line(std::string& text, const Corpus& corpus, Rng& rng) {
  const Lines lines = lines_of(rng.bernoulli(0.8) ? text : one_of(corpus.seeds, rng));
  if (lines.empty()) return;
  const std::string& line = lines[draw(rng, lines.size())];
  const bool numbered = rng.bernoulli(0.5);
  static const std::vector<std::size_t> kTimes = {2, 5, 30, 300};
  const std::size_t times = one_of(kTimes, rng);
  const Word word = find_word(line, rng, is_name_sign);
  std::string many;
  for (std::size_t i = 0; i < times; ++i) {
    std::string copy = line;
    if (numbered) copy.insert(std::min(word.begin + word.size, copy.size()), std::to_string(i));
    many += copy + '\n';
  }
  std::size_t at = text.find('\n', draw(rng, text.size() + 1));
  at = at == std::string::npos ? text.size() : at + 1;
  text.insert(at, many);
}

void long_word(std::string& text, const Corpus&, Rng& rng) {
  static const std::vector<std::size_t> kLengths = {64, 300, 5000, 70000};
  text.insert(draw(rng, text.size() + 1), std::string(one_of(kLengths, rng), static_cast<char>('a' + rng.below(26))));
}

void change_ends(std::string& text, const Corpus&, Rng& rng) {
  std::string out;
  const std::string end = rng.bernoulli(0.7) ? "\r\n" : "\r";
  for (const char c : text) c == '\n' ? void(out += end) : void(out += c);
  text = out;
}

using Change = void (*)(std::string&, const Corpus&, Rng&);
/// The more often the likelier.
constexpr std::array<Change, 18> kChanges = {replace_number, replace_number, replace_number, replace_word, replace_word,
                                             replace_word,   replace_word,   change_lines,   change_lines, change_lines,
                                             change_indent,  insert_sign,    insert_sign,    nest,         repeat_line,
                                             long_word,      change_ends,    spoil_bytes};

}  // namespace

std::string nasty_literal(Rng& rng) {
  static const std::vector<std::string> kLiterals = {"0",
                                                     "-0",
                                                     "-1",
                                                     "1",
                                                     "2",
                                                     "3",
                                                     "00",
                                                     "+5",
                                                     ".5",
                                                     "5.",
                                                     "0.1",
                                                     "1e5",
                                                     "1e308",
                                                     "-1e308",
                                                     "1e309",
                                                     "1e-320",
                                                     "4.9e-324",
                                                     "nan",
                                                     ".nan",
                                                     "NaN",
                                                     "inf",
                                                     "-inf",
                                                     ".inf",
                                                     "-.inf",
                                                     "Infinity",
                                                     "2147483647",
                                                     "2147483648",
                                                     "-2147483648",
                                                     "4294967295",
                                                     "4294967296",
                                                     "9223372036854775807",
                                                     "-9223372036854775808",
                                                     "9223372036854775808",
                                                     "18446744073709551615",
                                                     "18446744073709551616",
                                                     "99999999999999999999999999",
                                                     "0x10",
                                                     "1_000",
                                                     "1,5",
                                                     "1e",
                                                     "e5",
                                                     "--1",
                                                     "1.2.3",
                                                     "100000",
                                                     "1000000",
                                                     "range(0,1000)",
                                                     "range(0,9223372036854775807)",
                                                     "range(-9223372036854775808,9223372036854775807)",
                                                     "range(3,1)",
                                                     "0.30000000000000004",
                                                     "\u0663",
                                                     ""};
  return one_of(kLiterals, rng);
}

std::string spoiled_text(std::string text, const Corpus& corpus, Rng& rng) {
  do spoil_text(text, corpus, rng);
  while (rng.bernoulli(0.5));
  return text;
}

void spoil_text(std::string& text, const Corpus& corpus, Rng& rng) {
  kChanges[draw(rng, kChanges.size())](text, corpus, rng);
  if (text.size() > kMostBytes) text.resize(kMostBytes);
}

}  // namespace xil::fuzz
