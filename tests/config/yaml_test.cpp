#include "framework/config/yaml.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "tests/support/config_catalog.h"

namespace xil {
namespace {

Value parse(const std::string& text) { return parse_yaml(text, "a.yaml"); }
std::string refused(const std::string& text) {
  return fake::refusal([&] { parse(text); });
}

TEST(Yaml, TypesPlainScalars) {
  const Value value = parse(
      "[true, false, 3, -4, +5, .5, 1e-3, -2.5E+3, 5., ~, null, yes, off, 0x10, 1_000, inf, .inf, "
      "nan, 1-2, '3', \"true\"]");
  const auto& list = *value.get<Value::List>();
  ASSERT_EQ(list.size(), 21u);
  EXPECT_EQ(list[0], Value(true));
  EXPECT_EQ(list[1], Value(false));
  EXPECT_EQ(list[2], Value(std::int64_t{3}));
  EXPECT_EQ(list[3], Value(std::int64_t{-4}));
  EXPECT_EQ(list[4], Value(std::int64_t{5}));
  EXPECT_EQ(list[5], Value(0.5));
  EXPECT_EQ(list[6], Value(1e-3));
  EXPECT_EQ(list[7], Value(-2500.0));
  EXPECT_EQ(list[8], Value(5.0));
  EXPECT_TRUE(list[9].is_null());
  EXPECT_TRUE(list[10].is_null());
  for (std::size_t i = 11; i < list.size(); ++i) EXPECT_TRUE(list[i].get<std::string>()) << to_json(list[i]);
  EXPECT_EQ(list[19], Value(std::string("3")));
}

TEST(Yaml, KnowsTheLineOfEveryValue) {
  const Value value = parse(
      "# comment\nfixed:\n  rounds: 5\n  oracle:\n    look_s: 2\n\ngrid:\n  seed:\n    - 1\n    - "
      "2\n");
  EXPECT_EQ(value.find("fixed")->where, "a.yaml:2");
  EXPECT_EQ(value.find("fixed")->find("rounds")->where, "a.yaml:3");
  EXPECT_EQ(value.find("fixed")->find("oracle")->where, "a.yaml:4");
  EXPECT_EQ(value.find("fixed")->find("oracle")->find("look_s")->where, "a.yaml:5");
  EXPECT_EQ(value.find("grid")->find("seed")->get<Value::List>()->at(1).where, "a.yaml:10");
}

TEST(Yaml, EmptyTextIsNothing) {
  EXPECT_TRUE(parse("").is_null());
  EXPECT_TRUE(parse("# only a comment\n").is_null());
  EXPECT_TRUE(parse("key:\n").find("key")->is_null());
}

TEST(Yaml, RefusesWithTheLine) {
  EXPECT_EQ(refused("a: 1\nb: 2\na: 3\n"), "a.yaml:3: duplicate key 'a', first given at a.yaml:1");
  EXPECT_EQ(refused("x: {a: 1, a: 2}\n"), "a.yaml:1: duplicate key 'a', first given at a.yaml:1");
  EXPECT_EQ(refused("a: 1\nb: &anchor 2\n"), "a.yaml:2: anchors (&name) are not supported; write the value out");
  EXPECT_EQ(refused("a: &x [1]\nb: *x\n"), "a.yaml:1: anchors (&name) are not supported; write the value out");
  EXPECT_TRUE(refused("a: *x\n").starts_with("a.yaml:1: ")) << refused("a: *x\n");
  EXPECT_EQ(refused("a: !!str 5\n"), "a.yaml:1: tags (!tag:yaml.org,2002:str) are not supported");
  EXPECT_TRUE(refused("\na: !own {b: 1}\n").starts_with("a.yaml:2: tags (!"));
  EXPECT_EQ(refused("a: 1\n---\nb: 2\n"), "a.yaml: more than one document (---) in a file");
  EXPECT_EQ(refused("? [1, 2]\n: 3\n"), "a.yaml:1: a key must be a plain name, not a list or map");
  EXPECT_EQ(refused("~: 3\n"), "a.yaml:1: a key must not be empty");
  EXPECT_EQ(refused("a: 99999999999999999999\n"),
            "a.yaml:1: the number 99999999999999999999 is too large; quote it if it is meant as text");
  EXPECT_NE(refused("a: 1e999\n"), "");
}

TEST(Yaml, BrokenTextIsOneLineWithItsPlace) {
  for (const char* text :
       {"a: [1, 2\n", "a: ['open\n", "a: b: c\n", "\ta: 1\n", "a: {b: 1\n", "- a\nb: 1\n", "a: \"\\q\"\n"}) {
    const std::string message = refused(text);
    EXPECT_TRUE(message.starts_with("a.yaml:")) << text << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST(Yaml, DeepNestingIsRefusedNotACrash) {
  EXPECT_NE(refused(std::string(100000, '[')), "");
  EXPECT_NE(refused(std::string(100000, '{')), "");
}

TEST(Yaml, RefusesMoreThanAMebibyte) {
  EXPECT_EQ(refused("a: " + std::string(kMaxConfigBytes, 'x')),
            "a.yaml: larger than 1048576 bytes, which no configuration needs");
}

TEST(Yaml, ReadsBackEveryJsonThatWeWrite) {
  const Value::List numbers{Value(std::int64_t{-9223372036854775807}),
                            Value(0.1),
                            Value(1e300),
                            Value(-0.0),
                            Value(5e-324),
                            Value(3.0),
                            Value(1e-05)};
  const Value value(Value::Map{{"text", Value(std::string("quote \" slash \\ tab \t line \n colon: # é ~"))},
                               {"like a number", Value(std::string("3"))},
                               {"like nothing", Value(std::string("null"))},
                               {"numbers", Value(numbers)},
                               {"empty", Value(Value::Map{{"list", Value(Value::List{})}, {"nothing", Value()}})},
                               {"flags", Value(Value::List{Value(true), Value(false)})},
                               {"long", Value(std::string(5000, 'x'))}});
  EXPECT_EQ(parse(to_json(value)), value);
  EXPECT_TRUE(std::signbit(*parse(to_json(value)).find("numbers")->get<Value::List>()->at(3).get<double>()));
  EXPECT_EQ(parse(to_json(to_config(RunParams{}))), to_config(RunParams{}));
}

TEST(ConfigFile, RefusesWhatIsNoFile) {
  const auto folder = std::filesystem::path(testing::TempDir());
  EXPECT_TRUE(fake::refusal([&] { read_config_file(folder / "absent.yaml"); }).ends_with("absent.yaml: no such file"));
  EXPECT_NE(fake::refusal([&] { read_config_file(folder); }).find("is a folder"), std::string::npos);
  const auto large = folder / "large.yaml";
  std::ofstream(large) << std::string(kMaxConfigBytes + 1, ' ');
  EXPECT_NE(fake::refusal([&] { read_config_file(large); }).find("larger than"), std::string::npos);
}

}  // namespace
}  // namespace xil
