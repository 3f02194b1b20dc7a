#include "experiments/web/refusal_log.h"

#include <gtest/gtest.h>

#include <vector>

namespace xil {
namespace {

using Lines = std::vector<std::string>;

struct Noted {
  Lines lines;
  RefusalLog log{[this](std::string_view line) { lines.emplace_back(line); }};
  RefusalLog::Clock::time_point begin = RefusalLog::Clock::now();
};

TEST(RefusalLog, SaysWhoWasRefusedAndWhy) {
  Noted noted;
  noted.log.add({403, "no", "Origin: http://evil.example"}, "127.0.0.1:9");
  noted.log.add({404, "nothing here", ""}, "127.0.0.1:10");
  EXPECT_EQ(noted.lines, (Lines{"refused a request from 127.0.0.1:9: 403 no (Origin: http://evil.example)",
                                "refused a request from 127.0.0.1:10: 404 nothing here"}));
}

TEST(RefusalLog, WritesOneShortPrintableLineWhateverWasSent) {
  Noted noted;
  noted.log.add({403, "no", "a\r\nrefused\x1b[2J\xff" + std::string(100'000, 'x')}, "b");
  ASSERT_EQ(noted.lines.size(), 1U);
  EXPECT_LT(noted.lines.front().size(), 400U);
  EXPECT_EQ(noted.lines.front().find_first_of("\r\n\x1b\xff"), std::string::npos);
}

TEST(RefusalLog, CountsWhatItDoesNotWrite) {
  Noted noted;
  for (int i = 0; i < 1000; ++i) noted.log.add({403, "no", ""}, "a", noted.begin);
  EXPECT_EQ(noted.lines.size(), 5U);
  noted.log.add({404, "nothing here", ""}, "a", noted.begin);
  EXPECT_EQ(noted.lines.size(), 6U) << "another reason has lines of its own";
  noted.log.summarise(noted.begin + std::chrono::seconds(59));
  EXPECT_EQ(noted.lines.size(), 6U);
  noted.log.summarise(noted.begin + std::chrono::seconds(60));
  ASSERT_EQ(noted.lines.size(), 7U);
  EXPECT_EQ(noted.lines.back(), "refused 995 more requests: 403 no");
}

TEST(RefusalLog, BeginsAnewEachMinute) {
  Noted noted;
  for (int i = 0; i < 7; ++i) noted.log.add({403, "no", ""}, "a", noted.begin);
  noted.log.add({403, "no", ""}, "b", noted.begin + std::chrono::minutes(2));
  ASSERT_EQ(noted.lines.size(), 7U);
  EXPECT_EQ(noted.lines[5], "refused 2 more requests: 403 no");
  EXPECT_EQ(noted.lines[6], "refused a request from b: 403 no");
}

TEST(RefusalLog, SaysAtTheEndWhatItOnlyCounted) {
  Noted noted;
  for (int i = 0; i < 6; ++i) noted.log.add({403, "no", ""}, "a");
  noted.log.finish();
  noted.log.finish();
  EXPECT_EQ(noted.lines.size(), 6U);
  EXPECT_EQ(noted.lines.back(), "refused 1 more requests: 403 no");
}

}  // namespace
}  // namespace xil
