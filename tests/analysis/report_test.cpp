#include "analysis/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "analysis/drawing/map_colours.h"
#include "analysis/page/base64.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string encoded(std::string_view text) {
  return base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// RFC 4648, section 10.
TEST(Base64, IsThatOfTheStandard) {
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foob"), "Zm9vYg==");
  EXPECT_EQ(encoded("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
}

Report example() {
  Report report;
  report.title = "a<b>";
  report.counts = "1 run";
  report.notes = {"seed 1 is left out & told"};
  report.runs = Value(Value::List{Value(Value::Map{{"strategy", Value("</script><script>alert(1)</script>")}})});
  report.maps = Value(Value::List{});
  report.provenance = {{"commit", "abc (1 run)"}};
  report.commands = {"xil run s.yaml"};
  report.sweeps = {"name: \"<x>\""};
  return report;
}

TEST(ReportPage, ShowsTextAsText) {
  const std::string page = report_page(example());
  EXPECT_THAT(page, HasSubstr("<title>a&lt;b&gt;</title>"));
  EXPECT_THAT(page, HasSubstr("<li>seed 1 is left out &amp; told</li>"));
  EXPECT_THAT(page, HasSubstr("name: &quot;&lt;x&gt;&quot;"));
  EXPECT_THAT(page, Not(HasSubstr("</script><script>alert")));
  EXPECT_THAT(page, HasSubstr("\\u003c/script\\u003e")) << "which JSON reads as the same text";
  EXPECT_THAT(page, Not(HasSubstr("{{"))) << "an empty slot";
}

TEST(ReportPage, IsTheSameForTheSameReport) { EXPECT_EQ(report_page(example()), report_page(example())); }

TEST(ReportPage, TellsWhatStandsOut) {
  std::vector<Observation> rows;
  for (std::int64_t seed = 0; seed < 8; ++seed) {
    rows.push_back({"welds", "good", seed, 1 + static_cast<double>(seed) / 100});
    rows.push_back({"welds", "poor", seed, static_cast<double>(seed) / 100});
  }
  Report report = example();
  report.comparisons.push_back({"AUBC of accuracy", compare(rows, {}), {}, "accuracy"});
  const std::string page = report_page(report);
  EXPECT_THAT(page, HasSubstr("Stands out: good over poor (p = 0.0078)."));
  EXPECT_THAT(page, HasSubstr("<td>good over poor</td>"));
  EXPECT_THAT(page, Not(HasSubstr("can stand out yet")));
}

TEST(ReportPage, SaysOnceWhatIsTrueOfSeveralDatasets) {
  std::vector<Observation> rows;
  for (const char* dataset : {"castings", "tiles", "welds"}) {
    for (std::int64_t seed = 0; seed < (*dataset == 'w' ? 3 : 2); ++seed) {
      for (const char* strategy : {"a", "b"}) rows.push_back({dataset, strategy, seed, *strategy == 'a' ? 1.0 : 0.0});
    }
  }
  Report report = example();
  report.comparisons.push_back({"AUBC of accuracy", compare(rows, {}), {}, "accuracy"});
  report.comparisons.push_back({"AUBC of F1", compare(rows, {}), {}, "f1"});
  const std::string page = report_page(report);
  const std::string said = "No difference can stand out yet: 2 seeds (castings, tiles), 3 seeds (welds) cannot bring";
  const std::size_t first = page.find(said);
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(page.find("No difference can stand out", first + said.size()), std::string::npos) << "it is said once";
  EXPECT_THAT(page, HasSubstr("<b>What it would take:</b> 7 seeds at least; there are 2."));
}

TEST(ReportPage, BeginsWithWhatAReaderAsksFirst) {
  Report report = example();
  report.question = "Does it help?";
  report.cards = {{"welds", {{"class", "pool", "all"}, {{"crack", "3", "4"}}, 1}, {"Defect types: crack 3."}}};
  const std::string page = report_page(report);
  std::vector<std::size_t> places;
  for (const char* part :
       {"Does it help?", "id=\"answers\"", "id=\"curves\"", "id=\"runs\"", "id=\"maps\"", "id=\"values\"",
        "id=\"data\"", "<td>crack</td>", "id=\"left-out\"", "id=\"figures\"", "id=\"comparisons\"", "id=\"sources\""})
    places.push_back(page.find(part));
  EXPECT_TRUE(std::ranges::is_sorted(places));
  EXPECT_NE(places.back(), std::string::npos);
}

TEST(ReportPage, SaysWhatIsSeenInAFigure) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "xil_report_captions";
  std::filesystem::create_directories(folder);
  Report report = example();
  for (const char* name : {"curves_d.svg", "time_d.svg", "examples_d.svg"}) {
    std::ofstream(folder / name) << "<svg/>";
    report.figures.push_back(folder / name);
  }
  report.says = {{"curves_d", "caipi & <b> rise"}, {"time_d", ""}};
  const std::string page = report_page(report);
  std::filesystem::remove_all(folder);
  EXPECT_THAT(page, HasSubstr("<figcaption>caipi &amp; &lt;b&gt; rise <code>curves_d</code></figcaption>"));
  EXPECT_THAT(page, HasSubstr("<figcaption>Where a run's time went. <code>time_d</code></figcaption>"));
  EXPECT_LT(page.find("alt=\"examples_d\""), page.find("id=\"figures\"")) << "it stands with the data";
}

TEST(ReportPage, HasTheColoursOfAllMaps) {
  EXPECT_THAT(report_page(example()), HasSubstr(map_colours_json()));
  // matplotlib.colormaps["viridis"](0.25), (0.5) and (0.75), to within what straight lines between eleven of its
  // colours miss.
  const auto near = [](double level, MapColour expected) {
    const MapColour found = map_colour(level);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(found[c], expected[c], 4) << level;
  };
  near(0.25, {59, 82, 139});
  near(0.5, {33, 145, 140});
  near(0.75, {94, 201, 98});
}

TEST(ReportPage, GroupsFiguresByWhatTheyShow) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "xil_report_groups";
  std::filesystem::create_directories(folder);
  Report report = example();
  for (const char* name : {"time_d.svg", "curves_d.svg", "other.svg", "values_d.svg", "curves_expert_s_d.svg"}) {
    std::ofstream(folder / name) << "<svg/>";
    report.figures.push_back(folder / name);
  }
  const std::string page = report_page(report);
  std::filesystem::remove_all(folder);
  std::vector<std::size_t> places;
  for (const char* part :
       {"Learning curves</h3>", "alt=\"curves_d\"", "alt=\"curves_expert_s_d\"", "Values and differences</h3>",
        "alt=\"values_d\"", "Where the time goes</h3>", "alt=\"time_d\"", "More</h3>", "alt=\"other\""})
    places.push_back(page.find(part));
  EXPECT_TRUE(std::ranges::is_sorted(places));
  EXPECT_NE(places.back(), std::string::npos);
  EXPECT_THAT(page, Not(HasSubstr("Maps of held-out items</h3>")));
}

TEST(ReportPage, FailsWhereAFigureIsMissing) {
  Report report = example();
  report.figures = {"no/such.svg"};
  EXPECT_THROW(report_page(report), Error);
}

}  // namespace
}  // namespace xil
