#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "framework/core/base/csv.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/data/layouts/file_account.h"
#include "tests/support/layout_folders.h"

namespace xil {
namespace {

using Lines = std::vector<std::string>;

/// All rows with their lines, cells in brackets.
Lines rows_of(std::string_view text) {
  const CsvTable table = parse_csv(text, "a.csv");
  Lines lines = {fmt::format("[{}]", fmt::join(table.header, "]["))};
  for (const CsvRow& row : table.rows) lines.push_back(fmt::format("{}: [{}]", row.line, fmt::join(row.cells, "][")));
  return lines;
}

std::string csv_refusal(std::string_view text) {
  return refusal([text] { parse_csv(text, "a.csv"); });
}

TEST(Csv, ReadsPlainCells) {
  EXPECT_EQ(rows_of("a,b\n1,2\n , x y\n,\n"), (Lines{"[a][b]", "2: [1][2]", "3: [ ][ x y]", "4: [][]"}));
  EXPECT_EQ(rows_of("a,b"), Lines{"[a][b]"});
}

TEST(Csv, ReadsWhateverEndsALineAndAByteOrderMark) {
  EXPECT_EQ(rows_of("\xEF\xBB\xBF"
                    "a,b\r\n1,2\r\n3,4"),
            (Lines{"[a][b]", "2: [1][2]", "3: [3][4]"}));
  EXPECT_EQ(rows_of("\na,b\n\n1,2\r\n\r\n3,\"4\"\r\n"), (Lines{"[a][b]", "4: [1][2]", "6: [3][4]"}));
}

TEST(Csv, ReadsQuotedCellsAndCountsTheLinesInThem) {
  EXPECT_EQ(rows_of("a,b\n\"x, y\",\"say \"\"no\"\"\"\n\"two\nlines\",\"\"\n5,6\n"),
            (Lines{"[a][b]", "2: [x, y][say \"no\"]", "3: [two\nlines][]", "5: [5][6]"}));
}

TEST(Csv, RefusesOtherTextsWithTheirLine) {
  EXPECT_EQ(csv_refusal(""), "2: a.csv: empty: its first line must name the columns");
  EXPECT_EQ(csv_refusal("\n\n"), "2: a.csv: empty: its first line must name the columns");
  EXPECT_EQ(csv_refusal("a,b\n1\n"), "2: a.csv:2: 1 cells, the header has 2: quote cells that hold a comma");
  EXPECT_EQ(csv_refusal("a,b\n1,2\n1,2,3\n"), "2: a.csv:3: 3 cells, the header has 2: quote cells that hold a comma");
  EXPECT_EQ(csv_refusal("a,b\n1,\"2\n3,4\n"), "2: a.csv:2: the quoted cell that begins here does not end");
  EXPECT_EQ(csv_refusal("a,b\n\"1\"x,2\n"),
            "2: a.csv:2: a cell goes on behind its closing quote: double the quotes inside of it");
  EXPECT_EQ(
      csv_refusal("a,b\n1,2\"\n"),
      "2: a.csv:2: a quote inside the cell '2\"', which does not begin with one: quote the whole cell and double the "
      "quotes inside of it");
  EXPECT_EQ(csv_refusal("a,b\r1,2\r"),
            "2: a.csv:1: a carriage return without a line feed: save it with the line ends of Unix or Windows");
  EXPECT_EQ(csv_refusal(std::string_view("a\0,\0b\0", 6)), "2: a.csv: not a text: save it as CSV in UTF-8");
}

TEST(Csv, ReadsTheSeparatorThatItsHeaderHolds) {
  EXPECT_EQ(rows_of("a;b\n1;2,5\n"), (Lines{"[a][b]", "2: [1][2,5]"}));
  EXPECT_EQ(rows_of("a\tb\r\n1\tx; y\r\n"), (Lines{"[a][b]", "2: [1][x; y]"}));
  EXPECT_EQ(rows_of("\xEF\xBB\xBF\r\na;b\r\n\"1;1\";2\r\n"), (Lines{"[a][b]", "3: [1;1][2]"}));
  EXPECT_EQ(rows_of("sep=;\r\na;b\r\n1;2\r\n"), (Lines{"[a][b]", "3: [1][2]"}));
  EXPECT_EQ(rows_of("sep=\t\na, b\t\"c,d\"\n1\t2\n"), (Lines{"[a, b][c,d]", "3: [1][2]"}));
}

TEST(Csv, TakesCommasWhereTheHeaderIsNotOfAnotherMind) {
  EXPECT_EQ(rows_of("a,b;c,d\n1,2,3\n"), (Lines{"[a][b;c][d]", "2: [1][2][3]"}));
  EXPECT_EQ(rows_of("a,b;c\n1,2\n"), (Lines{"[a][b;c]", "2: [1][2]"}));
  EXPECT_EQ(rows_of("\"a;b;c\",d\n1;2,3\n"), (Lines{"[a;b;c][d]", "2: [1;2][3]"}));
  EXPECT_EQ(rows_of("a\n1;2\n"), (Lines{"[a]", "2: [1;2]"}));
  EXPECT_EQ(csv_refusal("a;b\n1;2;3\n"), "2: a.csv:2: 3 cells, the header has 2: quote cells that hold a semicolon");
  EXPECT_EQ(csv_refusal("sep=;\na;b\n1\n"), "2: a.csv:3: 1 cells, the header has 2: quote cells that hold a semicolon");
}

class Manifest : public testing::Test, protected LayoutFolder {
 protected:
  Lines lines(std::string_view text, Value::Map params = {}) const {
    write_text("manifest.csv", text);
    return lines_of(list("manifest", std::move(params)));
  }
  /// The message without the exit code of configuration errors and the file's folder.
  std::string message(std::string_view text, Value::Map params = {}) const {
    const std::string whole = refusal([&] { lines(text, std::move(params)); });
    const std::string front = "2: " + std::filesystem::canonical(root()).string() + "/";
    return whole.starts_with(front) ? whole.substr(front.size()) : whole;
  }
};

TEST_F(Manifest, ReadsAllColumns) {
  EXPECT_EQ(
      lines("split,path,label,mask,confounder_mask,type,group\n"
            "train,b.png,defect,m/b.png,c/b.png,crack,part 7\n"
            "pool,\"a, first.png\",ok,,,,\n"
            "val,c.png,ok,,c/c.png,,\n"
            "validation,d.png,ok,,,,\n"
            "test,e.png,defect,,,pore,part 7\n"
            ",f.png,ok,,,,\n"),
      (Lines{"a, first.png label=0 pool", "b.png label=1 mask=m/b.png confounder=c/b.png type=crack group=part 7 pool",
             "c.png label=0 confounder=c/c.png validation", "d.png label=0 validation",
             "e.png label=1 type=pore group=part 7 test", "f.png label=0"}));
}

TEST_F(Manifest, NeedsPathAndLabelOnly) {
  EXPECT_EQ(lines("label,path\nok,sub/a.jpg\ndefect,./sub//b.jpg\n"),
            (Lines{"sub/a.jpg label=0", "sub/b.jpg label=1"}));
  EXPECT_EQ(message("path,mask\na.png,b.png\n"),
            "manifest.csv: the column 'label' is missing. Known: path, label, mask, confounder_mask, "
            "type, group, split");
}

TEST_F(Manifest, RefusesUnknownAndDoubledColumns) {
  EXPECT_EQ(message("path,label,weight\na.png,ok,1\n"),
            "manifest.csv: unknown column 'weight'. Known: path, label, mask, confounder_mask, type, "
            "group, split");
  EXPECT_EQ(message("path:label\na.png:ok\n").substr(0, 54), "manifest.csv: unknown column 'path:label'. Known: path");
  EXPECT_EQ(message("path,label,path\na.png,ok,b.png\n"), "manifest.csv: two columns are named 'path'");
}

TEST_F(Manifest, NamesTheLineOfWhatItRefuses) {
  EXPECT_EQ(message("path,label\na.png,ok\n,ok\n"), "manifest.csv:3: the column 'path' is empty");
  EXPECT_EQ(message("path,label\na.png,\n"), "manifest.csv:2: the column 'label' is empty");
  EXPECT_EQ(message("path,label\na.png,good\n"),
            "manifest.csv:2: the label 'good' is none of the parameter classes: ok, defect");
  EXPECT_EQ(message("path,label\na.png,ok\n\nb.png,ok\nx/../a.png,defect\n"),
            "manifest.csv:5: 'a.png' is already in line 2: take one of them out");
  EXPECT_EQ(message("path,label,split\na.png,ok,holdout\n"),
            "manifest.csv:2: unknown split 'holdout'. Known: pool (or train), validation (or val), test");
  EXPECT_EQ(message("path,label\n\"a\n.png\",ok\nb.png\n"),
            "manifest.csv:4: 1 cells, the header has 2: quote cells that hold a comma");
}

TEST_F(Manifest, RefusesPathsThatLeadOutOfTheRoot) {
  EXPECT_EQ(message("path,label\n/etc/a.png,ok\n"),
            "manifest.csv:2: the path '/etc/a.png' leads out of the set's root: write it relative to the root");
  EXPECT_EQ(message("path,label,mask\na.png,ok,x/../../m.png\n"),
            "manifest.csv:2: the mask 'x/../../m.png' leads out of the set's root: write it relative to the root");
  EXPECT_EQ(message("path,label,confounder_mask\na.png,ok,..\n"),
            "manifest.csv:2: the confounder_mask '..' leads out of the set's root: write it relative to the root");
}

TEST_F(Manifest, ReadsAbsolutePathsBelowTheRootHoweverTheRootIsNamed) {
  const std::string below = std::filesystem::canonical(root()).string();
  EXPECT_EQ(lines(fmt::format("path,label,mask\n{0}/sub/a.png,ok,\n{0}/./b.png,defect,{0}/m/../m/b.png\n", below)),
            (Lines{"b.png label=1 mask=m/b.png", "sub/a.png label=0"}));
  const ScratchFolder beside;
  const auto link = beside.path() / "link";
  std::filesystem::create_directory_symlink(root(), link);
  const std::string table = fmt::format("path,label\n{}/a.png,ok\n", link.string());
  EXPECT_EQ(lines(table), Lines{"a.png label=0"});
  EXPECT_EQ(lines(table, {{"root", Value(link.string())}}), Lines{"a.png label=0"});
  EXPECT_TRUE(message(fmt::format("path,label\n{}2/a.png,ok\n", below)).find("leads out") != std::string::npos);
  EXPECT_TRUE(message(fmt::format("path,label\n{}/../a.png,ok\n", below)).find("leads out") != std::string::npos);
}

TEST_F(Manifest, ReadsTheBackslashesOfWindowsUnlessAFileHasThemInItsName) {
  write_text("odd\\name.png", "");
  EXPECT_EQ(lines("path;label;mask\r\nok\\a.png;ok;\r\nodd\\name.png;ok;\r\n.\\defect\\b.png;defect;masks\\b.png\r\n"),
            (Lines{"defect/b.png label=1 mask=masks/b.png", "odd\\name.png label=0", "ok/a.png label=0"}));
  EXPECT_EQ(message("path,label\n..\\a.png,ok\n"),
            "manifest.csv:2: the path '..\\a.png' leads out of the set's root: write it relative to the root");
  EXPECT_EQ(message("path,label\nok\\a.png,ok\nok/a.png,defect\n"),
            "manifest.csv:3: 'ok/a.png' is already in line 2: take one of them out");
}

TEST_F(Manifest, NamesItsClassesAndItsTable) {
  write_text("tables/parts.csv", "path,label\na.png,bent\nb.png,fine\nc.png,torn\n");
  const Listing listing = list(
      "manifest", {{"file", Value(std::string("tables/parts.csv"))}, {"classes", texts({"fine", "torn", "bent"})}});
  EXPECT_EQ(listing.class_names, (Lines{"fine", "torn", "bent"}));
  EXPECT_EQ(lines_of(listing), (Lines{"a.png label=2", "b.png label=0", "c.png label=1"}));
  EXPECT_TRUE(
      message("path,label\na.png,ok\n", {{"file", Value(std::string("no.csv"))}})
          .ends_with(" holds no such set: let 'root' name the folder with the table that the parameter file names"));
}

TEST_F(Manifest, NamesTheClassWithoutDefectsOrNone) {
  write_text("manifest.csv", "path,label\na.png,bent\nb.png,fine\nc.png,torn\n");
  const Value classes = texts({"bent", "fine", "torn"});
  const auto ok_label = [&](const char* ok_class) {
    return list("manifest", {{"classes", classes}, {"ok_class", Value(std::string(ok_class))}}).ok_label;
  };
  EXPECT_EQ(ok_label(""), 0);
  EXPECT_EQ(ok_label("bent"), 0);
  EXPECT_EQ(ok_label("fine"), 1);
  EXPECT_EQ(ok_label("none"), kNoClass);
  EXPECT_EQ(refusal([&] { ok_label("good"); }),
            "2: manifest: 'ok_class' is 'good', which is none of the classes: bent, fine, torn. It may also be none");
  EXPECT_NE(refusal([&] {
              list("manifest", {{"classes", texts({"none", "some"})}, {"ok_class", Value(std::string("none"))}});
            }).find("also the name of a class"),
            std::string::npos);
}

TEST_F(Manifest, ReadsPicturesAndMasksBelowAnotherFolder) {
  const LayoutFolder store({"deep/a.png", "b.png", "anywhere/else/b.png"});
  const Value place(store.root().string());
  const std::string table =
      fmt::format("path,label,mask\ndeep/a.png,ok,\n{0}/b.png,defect,{0}/anywhere/else/b.png\n", store.root().string());
  EXPECT_EQ(lines(table, {{"pictures_root", place}}),
            (Lines{"b.png label=1 mask=anywhere/else/b.png", "deep/a.png label=0"}));
  EXPECT_EQ(message("path,label\n../a.png,ok\n", {{"pictures_root", place}}),
            "manifest.csv:2: the path '../a.png' leads out of pictures_root: write it relative to pictures_root");
  EXPECT_NE(message(table, {{"pictures_root", Value(std::string("/no/such"))}})
                .find("'pictures_root' is '/no/such', which is no folder"),
            std::string::npos);
}

TEST_F(Manifest, AccountsForTheFilesOfTheOtherFolder) {
  const LayoutFolder store({"a.png", "b.png", "spare.png", "manifest.csv"});
  write_text("manifest.csv", "path,label\na.png,ok\nb.png,defect\n");
  write_text("beside.png", "");
  const ComponentSpec chosen = spec("manifest", {{"pictures_root", Value(store.root().string())}});
  const DatasetRoot root = find_root(chosen);
  const FileAccount account = account_for_files(chosen, root, list_items(root, chosen));
  EXPECT_EQ(account.pictures, 2U);
  EXPECT_EQ(account.table, (std::filesystem::canonical(this->root()) / "manifest.csv").string());
  ASSERT_EQ(account.unused.size(), 2U);  // not the file beside the table
  EXPECT_EQ(account.unused[0].paths, Lines{"spare.png"});
  EXPECT_EQ(account.unused[1].paths, Lines{"manifest.csv"});
}

TEST_F(Manifest, WithoutRowsItHasNoPicture) {
  EXPECT_TRUE(message("path,label\n").starts_with("1: dataset 'manifest': no picture in "));
}

TEST_F(Manifest, KeepsTheNamedTypesOfEveryDefectiveClass) {
  EXPECT_EQ(lines("path,label,type\na.png,ok,\nb.png,defect,crack\nc.png,defect,pore\nd.png,defect,\n",
                  {{"types", texts({"pore"})}}),
            (Lines{"a.png label=0", "c.png label=1 type=pore"}));
}

}  // namespace
}  // namespace xil
