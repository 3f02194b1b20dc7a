#include "framework/core/base/text.h"

#include <gtest/gtest.h>

#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/base/json_value.h"
#include "framework/core/base/near_name.h"
#include "framework/core/interfaces/records.h"

namespace xil {
namespace {

using namespace std::string_literals;

TEST(Printable, WritesOutWhatActsOnATerminal) {
  EXPECT_EQ(printable("weld é – 漢 🦺"), "weld é – 漢 🦺");
  EXPECT_EQ(printable("\033]0;x\007"), "\\x1b]0;x\\x07");
  EXPECT_EQ(printable("a\nb\r\tc\177\0"s + '\0'), "a\\nb\\r\\tc\\x7f\\x00\\x00");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\u009b31m")
      << "C1: the same as ESC [ on some terminals";
}

TEST(Printable, WritesOutDirectionsAndWhatIsNotSeen) {
  EXPECT_EQ(printable("ok\u202Egnp.exe"), "ok\\u202egnp.exe");
  EXPECT_EQ(printable("\u2066a\u2069\u200E\u061C"), "\\u2066a\\u2069\\u200e\\u061c");
  EXPECT_EQ(printable("a\u200Bb\u2028c\uFEFF"), "a\\u200bb\\u2028c\\ufeff");
  EXPECT_EQ(printable("\U000E0041"), "\\U000e0041") << "tags";
  EXPECT_EQ(printable("\u200C\u200D"), "\u200C\u200D") << "scripts and emoji need joiners";
}

TEST(Printable, WritesOutBytesThatAreNoUtf8) {
  EXPECT_EQ(printable("\xE4.png"), "\\xe4.png");
  EXPECT_EQ(printable("\xC0\xAF"), "\\xc0\\xaf") << "an overlong slash";
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond Unicode";
  EXPECT_EQ(printable("ab\xE2\x82"), "ab\\xe2\\x82") << "cut off";
  EXPECT_TRUE(is_utf8("\033é"));
  EXPECT_FALSE(is_utf8("\xE4"));
  EXPECT_EQ(valid_utf8("\033\xE4"), "\033\\xe4");
}

TEST(Printable, LeavesLinesOfAText) { EXPECT_EQ(printable_lines("a\nb\r\033"), "a\nb\\r\\x1b"); }

TEST(Error, IsOneLineWhateverItNames) {
  try {
    fail("unknown key '{}'", "a\nb\033[2J");
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "unknown key 'a\\nb\\x1b[2J'");
  }
}

TEST(ShellWord, IsOneWordWhateverIsInIt) {
  EXPECT_EQ(shell_word("a/b-c_d.e=1,2"), "a/b-c_d.e=1,2");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("it's $HOME"), "'it'\\''s $HOME'");
  EXPECT_EQ(shell_word("a\n1'\\\xE4"), "$'a\\0121\\047\\134\\344'");
  EXPECT_EQ(shell_path("-rf"), "./-rf");
  EXPECT_EQ(shell_path("my out"), "'my out'");
}

TEST(HtmlText, HasNoMarkup) {
  EXPECT_EQ(html_text("<img src=x onerror=\"y\">&\n"), "&lt;img src=x onerror=&quot;y&quot;&gt;&amp;\\n");
  EXPECT_EQ(html_lines("a\n<b>"), "a\n&lt;b&gt;");
}

TEST(LatexText, HasNoCommands) {
  EXPECT_EQ(latex_text("a_b & 5 %\n\\input{x}"), "a\\_b \\& 5 \\%\\textbackslash{}n\\textbackslash{}input\\{x\\}");
  EXPECT_EQ(latex_text("^^M~"), "\\^{}\\^{}M\\~{}");
  EXPECT_EQ(latex_text("[5cm]"), "{}[5cm]") << "behind \\\\ it would be a length";
  EXPECT_EQ(latex_text("*x"), "{}*x");
}

TEST(MarkdownText, HasNoMarkup) {
  EXPECT_EQ(markdown_text("[x](http://y)|`z`<b>\n"), "\\[x\\](http://y)\\|\\`z\\`\\<b>\\\\n");
}

TEST(MarkdownSentence, KeepsWordsAndHasNoLinks) {
  EXPECT_EQ(markdown_sentence("weld_seams: a > b, p < .05, [0.1, 0.2]"), "weld_seams: a > b, p < .05, [0.1, 0.2]");
  EXPECT_EQ(markdown_sentence("![x](http://y) [a][b] <http://z> `c`"),
            "![x\\](http://y) [a\\][b] \\<http://z> \\`c\\`");
  EXPECT_EQ(markdown_sentence("[x]: http://y"), "[x\\]: http://y");
  EXPECT_EQ(markdown_sentence("\\<script>"), "\\\\\\<script>");
  EXPECT_EQ(markdown_sentence("# a\n# b"), "\\# a\\\\n# b");
}

TEST(CsvText, BeginsNoFormulaAndKeepsNumbers) {
  EXPECT_EQ(csv_text("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
  for (const char* formula : {"=1", "+A1", "-A1", "@SUM(A1)", "-1+cmd", "\uFF1D1"})
    EXPECT_EQ(csv_text(formula), std::string("'") + formula);
  for (const char* number : {"-0.5", "+3", "-1e-05", "7"}) EXPECT_EQ(csv_text(number), number);
  EXPECT_EQ(csv_text("\t=1"), "\\t=1") << "a tab at the beginning would be passed over";
  EXPECT_EQ(csv_text("\r=1"), "\\r=1");
  EXPECT_EQ(csv_text("a;=1"), "\"a;=1\"");
  EXPECT_EQ(csv_text("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_text("plain"), "plain");
}

TEST(FileStem, IsAShortVisibleName) {
  EXPECT_EQ(file_stem("weld contrast=0.5/../x"), "weld_contrast_0.5_.._x");
  EXPECT_EQ(file_stem(std::string(80, 'L')), std::string(80, 'L'));
  const std::string one = file_stem(fmt::format("{:L>240}", 'a')), other = file_stem(fmt::format("{:L>240}", 'b'));
  EXPECT_EQ(one.size(), 80U);
  EXPECT_NE(one, other);
  EXPECT_TRUE(one.starts_with(fmt::format("{:L>71}-", 'L')));
  for (const char* odd : {"", "..", ".", ".hidden", "-rf", "漢字", "///", "\xE4"}) {
    const std::string stem = file_stem(odd);
    EXPECT_FALSE(stem.empty() || stem.starts_with('.') || stem.starts_with('-')) << odd;
    EXPECT_EQ(stem.find('/'), std::string::npos) << odd;
  }
  EXPECT_NE(file_stem("漢"), file_stem("字"));
}

TEST(JsonText, IsUtf8WhateverTextsHold) {
  EXPECT_EQ(json_text("\xE4.png"), "\"\\\\xe4.png\"");
  EXPECT_EQ(json_text("a\"\\\n\001é"), "\"a\\\"\\\\\\n\\u0001\\u00e9\"");
  EXPECT_EQ(json_text("é – x"), "\"é – x\"");
  EXPECT_EQ(json_text("\u202E\177\u009B"), "\"\\u202e\\u007f\\u009b\"");
  EXPECT_EQ(json_text("🦺\033"), "\"\\ud83e\\uddba\\u001b\"");
}

TEST(JsonText, HasTheNumbersOfRunFiles) {
  const Value value(
      Value::Map{{"a", Value(Value::List{Value(std::int64_t{1}), Value(0.3990535792111016), Value(1.0), Value()})},
                 {"\"", Value(true)}});
  EXPECT_EQ(json_text(value), to_json(value));
  EXPECT_EQ(json_text(value), "{\"a\": [1, 0.3990535792111016, 1.0, null], \"\\\"\": true}");
}

TEST(JsonValue, WritesCountsNamesListsAndWhatIsNotThere) {
  const std::vector<std::vector<std::size_t>> table = {{1, 2}, {}};
  EXPECT_EQ(json_text(json_value(table)), "[[1, 2], []]");
  EXPECT_EQ(json_text(json_value(std::optional<std::size_t>())), "null");
  EXPECT_EQ(json_text(json_value(std::optional<double>(0.5))), "0.5");
  EXPECT_EQ(json_text(json_value(std::numeric_limits<double>::infinity())), "null");
  EXPECT_EQ(json_text(json_value(true)), "true");
  EXPECT_EQ(json_text(json_value(Reason::NearMiss)), json_text(enum_name(Reason::NearMiss)));
  EXPECT_EQ(json_text(json_list(std::vector<int>{3, 4}, [](int n) { return json_value(10 * n); })), "[30, 40]");
  EXPECT_EQ(json_text(text_or_null("")), "null");
}

TEST(JsonInPage, EndsNoElementAndBeginsNoComment) {
  EXPECT_EQ(json_in_page(Value(std::string("<!--</script>&"))), "\"\\u003c!--\\u003c/script\\u003e\\u0026\"");
}

TEST(NearName, TellsWhatWasMeant) {
  const std::vector<std::string_view> known = {"active", "caipi", "nearcaipi", "random"};
  EXPECT_EQ(near_name("random ", known), "; did you mean 'random'? It ends with a space");
  EXPECT_EQ(near_name(" random", known), "; did you mean 'random'? It begins with a space");
  EXPECT_EQ(near_name("random\u00A0", known), "; did you mean 'random'? It holds a no-break or wide space");
  EXPECT_EQ(near_name("Near-CAIPI", known), "; did you mean 'nearcaipi'?");
  EXPECT_EQ(near_name("acitve", known), "; did you mean 'active'?");
  EXPECT_EQ(near_name("rnd", known), "");
  EXPECT_EQ(near_name("", known), "");
}

}  // namespace
}  // namespace xil
