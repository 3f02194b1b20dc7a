#include "framework/nn/pickle_reader.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "framework/core/error.h"

namespace xil {
namespace {

using Kind = PickleNode::Kind;

constexpr std::size_t kMostOperations = 1U << 20, kMostArguments = 8;
constexpr std::int64_t kOldestProtocol = 2, kNewestProtocol = 5;

struct KnownName {
  std::string_view module, name;
};
constexpr std::string_view kDict = "OrderedDict", kTensor = "_rebuild_tensor_v2", kParameter = "_rebuild_parameter";
constexpr std::array<KnownName, 13> kKnownNames = {{{"collections", kDict},
                                                    {"torch._utils", kTensor},
                                                    {"torch._utils", kParameter},
                                                    {"torch", "FloatStorage"},
                                                    {"torch", "DoubleStorage"},
                                                    {"torch", "HalfStorage"},
                                                    {"torch", "BFloat16Storage"},
                                                    {"torch", "LongStorage"},
                                                    {"torch", "IntStorage"},
                                                    {"torch", "ShortStorage"},
                                                    {"torch", "CharStorage"},
                                                    {"torch", "ByteStorage"},
                                                    {"torch", "BoolStorage"}}};

/// The stack machine of pickle (Python's Lib/pickletools.py describes each operation).
class Unpickler {
 public:
  Unpickler(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  Pickle run() {
    for (std::size_t operations = 0; !stopped_; ++operations) {
      check(operations < kMostOperations, "more than a million operations");
      step(static_cast<std::uint8_t>(take(1).front()));
    }
    check(at_ == bytes_.size(), "bytes after its end");
    pickle_.root = pop();
    return std::move(pickle_);
  }

 private:
  struct Operation {
    std::uint8_t code;
    void (Unpickler::*run)();
  };
  static const std::array<Operation, 39> kOperations;

  template <class... Args>
  void check(bool holds, fmt::format_string<Args...> what, Args&&... args) const {
    if (holds) return;
    fail("'{}' holds no state dict that xil understands ({}, at byte {} of its data.pkl): save it again with "
         "torch.save(model.state_dict(), FILE)",
         file_, fmt::format(what, std::forward<Args>(args)...), at_);
  }
  void step(std::uint8_t code) {
    const auto operation = std::ranges::find(kOperations, code, &Operation::code);
    check(operation != kOperations.end(), "operation 0x{:02x}, which no state dict needs", code);
    (this->*operation->run)();
  }

  // Bytes.
  std::string_view take(std::uint64_t count) {
    check(count <= bytes_.size() - at_, "{} bytes are missing", count - (bytes_.size() - at_));
    const std::string_view taken = bytes_.substr(at_, count);
    at_ += taken.size();
    return taken;
  }
  /// Lowest byte first.
  std::uint64_t take_number(std::size_t count) {
    const std::string_view taken = take(count);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value |= std::uint64_t{static_cast<std::uint8_t>(taken[i])} << (8 * i);
    return value;
  }
  std::string_view take_line() {
    const std::size_t end = bytes_.find('\n', at_);
    check(end != std::string_view::npos, "a line without end");
    const std::string_view line = take(end - at_);
    take(1);
    return line;
  }

  // The stack. Nothing below the last mark is within reach.
  PickleIndex pop() {
    check(stack_.size() > floor(), "nothing left on the stack");
    const PickleIndex top = stack_.back();
    stack_.pop_back();
    return top;
  }
  PickleNode& top() {
    check(stack_.size() > floor(), "nothing left on the stack");
    return pickle_.nodes[stack_.back()];
  }
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  std::vector<PickleIndex> pop_to_mark() {
    check(!marks_.empty(), "no mark on the stack");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleIndex> popped(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return popped;
  }
  PickleIndex push(PickleNode node) {
    pickle_.nodes.push_back(std::move(node));
    stack_.push_back(static_cast<PickleIndex>(pickle_.nodes.size() - 1));
    return stack_.back();
  }
  std::string_view pop_text(Kind kind) {
    const PickleNode& node = pickle_.nodes[pop()];
    check(node.kind == kind, "no name where one belongs");
    return node.text;
  }
  /// A copy of a tuple that may be used again: were it long, a small file could ask for many of them.
  std::vector<PickleIndex> pop_arguments() {
    const PickleNode& node = pickle_.nodes[pop()];
    check(node.kind == Kind::Tuple && node.items.size() <= kMostArguments, "no arguments where some belong");
    return node.items;
  }

  // Operations.
  void protocol() {
    const auto version = static_cast<std::int64_t>(take_number(1));
    check(version >= kOldestProtocol && version <= kNewestProtocol, "pickle protocol {}", version);
  }
  void frame() { take_number(8); }
  void mark() { marks_.push_back(stack_.size()); }
  void stop() { stopped_ = true; }
  template <Kind kind>
  void empty() {
    push({kind, 0, {}, {}});
  }
  template <std::size_t bytes>
  void skipped() {
    take(bytes);
    push({});
  }
  template <std::size_t length_bytes>
  void skipped_long() {
    take(take_number(length_bytes));
    push({});
  }
  template <std::size_t length_bytes>
  void text() {
    push({Kind::Text, 0, take(take_number(length_bytes)), {}});
  }
  template <std::size_t bytes>
  void number() {
    const std::uint64_t value = take_number(bytes);
    push({Kind::Number, bytes == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value), {}, {}});
  }
  void long_number() {
    const std::uint64_t bytes = take_number(1);
    check(bytes <= 8, "a number of {} bytes", bytes);
    const int unused = 64 - 8 * static_cast<int>(bytes);
    const std::uint64_t value = take_number(bytes);
    push({Kind::Number, bytes == 0 ? 0 : static_cast<std::int64_t>(value << unused) >> unused, {}, {}});
  }
  template <std::size_t count>
  void tuple_of() {
    std::vector<PickleIndex> items(count);
    for (std::size_t i = count; i > 0; --i) items[i - 1] = pop();
    push({Kind::Tuple, 0, {}, std::move(items)});
  }
  void tuple() { push({Kind::Tuple, 0, {}, pop_to_mark()}); }
  void append() {
    pop();
    check(top().kind == Kind::List, "no list to append to");
  }
  void appends() {
    pop_to_mark();
    check(top().kind == Kind::List, "no list to append to");
  }
  void set_item() {
    const PickleIndex value = pop(), key = pop();
    add_items({key, value});
  }
  void set_items() { add_items(pop_to_mark()); }
  void add_items(const std::vector<PickleIndex>& items) {
    check(top().kind == Kind::Dict && items.size() % 2 == 0, "no dict to add to");
    top().items.insert(top().items.end(), items.begin(), items.end());
  }
  template <std::size_t bytes>
  void put() {
    remember(static_cast<std::uint32_t>(take_number(bytes)));
  }
  void memoize() { remember(static_cast<std::uint32_t>(memo_.size())); }
  void remember(std::uint32_t number) {
    top();
    memo_[number] = stack_.back();
  }
  template <std::size_t bytes>
  void get() {
    const auto number = static_cast<std::uint32_t>(take_number(bytes));
    const auto found = memo_.find(number);
    check(found != memo_.end(), "nothing is remembered under {}", number);
    stack_.push_back(found->second);
  }
  void global() {
    const std::string_view module = take_line();
    push_global(module, take_line());
  }
  void stack_global() {
    const std::string_view name = pop_text(Kind::Text);
    push_global(pop_text(Kind::Text), name);
  }
  void push_global(std::string_view module, std::string_view name);
  void persistent() { push({Kind::Storage, 0, {}, pop_arguments()}); }
  void call();
  /// Sets the attributes of an object: an OrderedDict has some of no interest (_metadata).
  void build() {
    pop();
    check(top().kind == Kind::Dict, "attributes of something that is no dict");
  }

  std::string_view bytes_;
  const std::string& file_;
  std::size_t at_ = 0;
  bool stopped_ = false;
  Pickle pickle_;
  std::vector<PickleIndex> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint32_t, PickleIndex> memo_;
};

const std::array<Unpickler::Operation, 39> Unpickler::kOperations = {{
    {0x80, &Unpickler::protocol}, {0x95, &Unpickler::frame}, {'(', &Unpickler::mark}, {'.', &Unpickler::stop},
    {'N', &Unpickler::skipped<0>}, {0x88, &Unpickler::skipped<0>}, {0x89, &Unpickler::skipped<0>},
    {'G', &Unpickler::skipped<8>}, {'C', &Unpickler::skipped_long<1>}, {'B', &Unpickler::skipped_long<4>},
    {0x8e, &Unpickler::skipped_long<8>}, {0x8c, &Unpickler::text<1>}, {'X', &Unpickler::text<4>},
    {0x8d, &Unpickler::text<8>}, {'K', &Unpickler::number<1>}, {'M', &Unpickler::number<2>},
    {'J', &Unpickler::number<4>}, {0x8a, &Unpickler::long_number}, {'}', &Unpickler::empty<Kind::Dict>},
    {']', &Unpickler::empty<Kind::List>}, {')', &Unpickler::empty<Kind::Tuple>}, {0x85, &Unpickler::tuple_of<1>},
    {0x86, &Unpickler::tuple_of<2>}, {0x87, &Unpickler::tuple_of<3>}, {'t', &Unpickler::tuple},
    {'a', &Unpickler::append}, {'e', &Unpickler::appends}, {'s', &Unpickler::set_item}, {'u', &Unpickler::set_items},
    {'q', &Unpickler::put<1>}, {'r', &Unpickler::put<4>}, {0x94, &Unpickler::memoize}, {'h', &Unpickler::get<1>},
    {'j', &Unpickler::get<4>}, {'c', &Unpickler::global}, {0x93, &Unpickler::stack_global},
    {'Q', &Unpickler::persistent}, {'R', &Unpickler::call}, {'b', &Unpickler::build},
}};

void Unpickler::push_global(std::string_view module, std::string_view name) {
  const auto known = std::ranges::find_if(
      kKnownNames, [&](const KnownName& entry) { return entry.module == module && entry.name == name; });
  if (known == kKnownNames.end()) {
    fail("'{}' holds a Python object ({}.{}), not tensors alone: save model.state_dict() instead, with "
         "torch.save(model.state_dict(), FILE)",
         file_, shown_name(module), shown_name(name));
  }
  push({Kind::Global, 0, known->name, {}});
}

void Unpickler::call() {
  std::vector<PickleIndex> arguments = pop_arguments();
  const std::string_view name = pop_text(Kind::Global);
  if (name == kTensor) {
    push({Kind::Tensor, 0, {}, std::move(arguments)});
  } else if (name == kParameter) {
    check(!arguments.empty() && pickle_.at(arguments.front()).kind == Kind::Tensor, "a parameter without tensor");
    stack_.push_back(arguments.front());
  } else {
    check(name == kDict && arguments.empty(), "a call of {}", name);
    push({Kind::Dict, 0, {}, {}});
  }
}

}  // namespace

Pickle read_pickle(std::string_view bytes, const std::string& file) { return Unpickler(bytes, file).run(); }

std::string shown_name(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  std::string shown(text.substr(0, kLongest));
  std::ranges::replace_if(shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text.size() > kLongest ? shown + "..." : shown;
}

}  // namespace xil
