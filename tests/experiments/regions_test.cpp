#include <gtest/gtest.h>

#include "experiments/regions/region_files.h"
#include "framework/core/base/json.h"
#include "framework/data/codecs/decode.h"
#include "framework/store/files/files.h"
#include "tests/support/session_files.h"

namespace xil {
namespace {

const std::vector<std::string> kClasses = {"ok", "defect"};

/// An answer of item `item` with a wrong region of one pixel.
SessionAnswer drawn_on(ItemId item, std::int64_t round = 1) {
  Region region(2, 3);
  region.at(1, 2) = 1;
  SessionAnswer answer{round, item, false, false, 1, 1, Verdict::WrongReasons};
  answer.wrong = region;
  return answer;
}

std::vector<std::string> mask_names(const std::vector<std::string>& paths) {
  Session session;
  for (std::size_t i = 0; i < paths.size(); ++i) session.answers.push_back(drawn_on(static_cast<ItemId>(i)));
  std::vector<std::string> names;
  for (const DrawnRegion& region : choose_regions("run", session, paths, kClasses).drawn.regions)
    names.push_back(region.mask);
  return names;
}

/// By hand: the columns of a 3 x 4 region are 011, 010, 000, 101 from top to bottom.
TEST(Coco, CountsRunsByColumns) {
  Region region(3, 4);
  region.values = {0, 0, 0, 1,  //
                   1, 1, 0, 0,  //
                   1, 0, 0, 1};
  EXPECT_EQ(column_counts(region), (std::vector<std::int64_t>{1, 2, 1, 1, 4, 1, 1, 1}));
  EXPECT_EQ(column_counts(Region(2, 2)), (std::vector<std::int64_t>{4}));
  EXPECT_EQ(column_counts(Region(2, 2, 1)), (std::vector<std::int64_t>{0, 4})) << "it begins with what is outside";
}

/// By hand: the rectangle of example_drawing() covers the rows 1 and 2 of the columns 4 to 6 of 8 x 8 pixels. Column by
/// column there are 4 * 8 + 1 pixels before it, 2 in it, then 6 outside and 2 inside twice, and 13 after it.
TEST(Coco, DescribesARegion) {
  SessionRegions drawn{"abc", "inspector_7", 8, 8, {"a/b.png", "c.png"}, {}};
  drawn.regions.push_back(
      {1, RegionKind::Wrong, example_drawing(), 3, "defect", Verdict::WrongReasons, "wrong/c.png.png"});
  const Value document = parse_json(json_text(coco_document(drawn)), "coco");
  EXPECT_EQ(
      json_text(*document.find("annotations")),
      R"([{"id": 1, "image_id": 2, "category_id": 2, "segmentation": {"size": [8, 8], "counts": [33, 2, 6, 2, 6, )"
      R"(2, 13]}, "area": 6, "bbox": [4, 1, 3, 2], "iscrowd": 1, "attributes": {"expert": "inspector_7", )"
      R"("round": 3, "label": "defect", "verdict": "RWR", "mask": "wrong/c.png.png"}}])");
  EXPECT_EQ(json_text(*document.find("images")), R"([{"id": 1, "file_name": "a/b.png", "width": 8, "height": 8}, )"
                                                 R"({"id": 2, "file_name": "c.png", "width": 8, "height": 8}])");
  EXPECT_EQ(json_text(*document.find("categories")),
            R"([{"id": 1, "name": "defect"}, {"id": 2, "name": "wrong_region"}])");
}

TEST(SessionRegions, AreThoseOfAnswersThatCount) {
  Session session = example_session();
  session.answers[5].defect = example_drawing();  // of the comparison
  session.answers[4].defect = Region(8, 8);       // erased
  session.answers[6].wrong = example_drawing();   // of the item that was set aside
  std::vector<std::string> paths(20, "other");
  paths[5] = "five", paths[8] = "eight", paths[10] = "practised";
  const ChosenRegions chosen = choose_regions("run", session, paths, kClasses);
  EXPECT_EQ(chosen.practice, std::vector<std::string>{"practised"});
  EXPECT_EQ(chosen.comparisons, 1U);
  EXPECT_EQ(chosen.erased, 1U);
  EXPECT_EQ(chosen.drawn.images, (std::vector<std::string>{"other", "five", "other", "other", "eight"}));
  ASSERT_EQ(chosen.drawn.regions.size(), 3U);
  const DrawnRegion &defect = chosen.drawn.regions[0], &wrong = chosen.drawn.regions[1],
                    &unsure = chosen.drawn.regions[2];
  EXPECT_EQ(defect.mask, "defect/five.png");
  EXPECT_EQ(defect.region, example_drawing());
  EXPECT_EQ(defect.image, 1);
  EXPECT_EQ(defect.label, "defect");
  EXPECT_EQ(wrong.mask, "wrong/five.png");
  EXPECT_EQ(unsure.image, 4);
  EXPECT_EQ(unsure.label, "");
  EXPECT_EQ(unsure.verdict, Verdict::Unsure);
}

TEST(SessionRegions, GetNamesOfTheirOwn) {
  EXPECT_EQ(
      mask_names({"good/a b.png", "good_a_b.png", "GOOD_A_B.PNG"}),
      (std::vector<std::string>{"wrong/good_a_b.png.png", "wrong/good_a_b.png.2.png", "wrong/GOOD_A_B.PNG.3.png"}));
  const std::vector<std::string> hostile = {
      "../../etc/passwd",     "/etc/passwd", "..", ".", "", std::string("a\0b", 3), "a\nb", "-rf",
      std::string(5000, 'x'), "\xff\xfe"};
  for (const std::string& name : mask_names(hostile)) {
    ASSERT_TRUE(name.starts_with("wrong/")) << name;
    const std::string last = name.substr(6);
    EXPECT_EQ(last.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"),
              std::string::npos)
        << name;
    EXPECT_FALSE(last.starts_with('.') || last.starts_with('-')) << name;
    EXPECT_LT(last.size(), 100U) << name;
  }
}

TEST(SessionRegions, AreWrittenBesideTheirDocument) {
  const FakeDataset dataset(10, 6);
  const ScratchFolder folder;
  const auto run = folder / (std::string(kExampleId) + ".h5");
  example_session_run(dataset).commit(run);
  for (int times = 0; times < 2; ++times) write_regions(read_drawn_regions(run).drawn, folder / "to");
  const auto to = folder / "to" / kExampleId;
  EXPECT_EQ(names_in(to), (std::vector<std::string>{"coco.json", "defect", "wrong"}));
  EXPECT_EQ(names_in(to / "defect"), std::vector<std::string>{"item.png"});
  const std::string bytes = read_file(to / "defect" / "item.png");
  SourceParams grey;
  grey.channels = Channels::Grey;
  const Image mask = decode_picture({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, "mask", grey);
  Image due(1, 8, 8);
  for (std::size_t i = 0; i < due.size(); ++i) due.pixels[i] = example_drawing().values[i] != 0 ? 255 : 0;
  EXPECT_EQ(mask, due);
  const Value document = parse_json(read_file(to / "coco.json"), "coco.json");
  EXPECT_EQ(document.find("annotations")->get<Value::List>()->size(), 2U);
  EXPECT_EQ(document.find("images")->get<Value::List>()->size(), 5U);
}

TEST(SessionRegions, FollowNoLinksAndReplaceWholeFiles) {
  const ScratchFolder folder;
  SessionRegions drawn{"run", "p",   2,
                       3,     {"a"}, {{0, RegionKind::Defect, drawn_on(0).wrong, 1, "ok", {}, "defect/a.png"}}};
  write_text(folder / "mine", "mine");
  std::filesystem::create_directories(folder / "to/run/defect");
  std::filesystem::create_symlink(folder / "mine", folder / "to/run/defect/a.png");
  write_regions(drawn, folder / "to");
  EXPECT_EQ(read_file(folder / "mine"), "mine");
  std::filesystem::remove_all(folder / "to/run/wrong");
  std::filesystem::create_directory_symlink(folder.path(), folder / "to/run/wrong");
  EXPECT_NE(message_of([&] { write_regions(drawn, folder / "to"); }).find("symbolic link"), std::string::npos);
}

TEST(SessionRegions, OfRunsWithoutASessionAreRefused) {
  const FakeDataset dataset(10, 6);
  const ScratchFolder folder;
  const auto run = folder / (std::string(kExampleId) + ".h5");
  example_run(dataset).commit(run);
  EXPECT_NE(message_of([&] { read_drawn_regions(run); }).find("has no session"), std::string::npos);
}

}  // namespace
}  // namespace xil
