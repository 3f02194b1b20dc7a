#include "framework/nn/weights/pickle_reader.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "framework/nn/weights/pickle_bytes.h"
#include "framework/nn/weights/pickle_names.h"
#include "framework/nn/weights/pickle_stack.h"

namespace xil {
namespace {

using Kind = PickleNode::Kind;

constexpr std::size_t kMostOperations = 1U << 20, kMostArguments = 8;
constexpr std::int64_t kOldestProtocol = 2, kNewestProtocol = 5;

/// The stack machine of pickle (Python's Lib/pickletools.py describes each operation).
class Unpickler {
 public:
  Unpickler(std::string_view bytes, const std::string& file) : bytes_(bytes, file) {}

  Pickle run() {
    while (!stopped_) {
      spend(1);
      step(static_cast<std::uint8_t>(bytes_.take(1).front()));
    }
    pickle_.root = pop();
    return std::move(pickle_);
  }
  const PickleBytes& bytes() const { return bytes_; }

 private:
  struct Operation {
    std::uint8_t code;
    void (Unpickler::*run)();
  };
  static const std::array<Operation, 49> kOperations;

  template <class... Args>
  void check(bool holds, fmt::format_string<Args...> what, Args&&... args) const {
    bytes_.check(holds, what, std::forward<Args>(args)...);
  }
  void spend(std::size_t operations) {
    spent_ += operations;
    check(spent_ <= kMostOperations, "more than a million operations");
  }
  void step(std::uint8_t code) {
    const auto operation = std::ranges::find(kOperations, code, &Operation::code);
    check(operation != kOperations.end(), "operation 0x{:02x}, which no state dict needs", code);
    (this->*operation->run)();
  }
  std::uint64_t take_number(std::size_t count) { return bytes_.take_number(count); }
  std::string_view take(std::uint64_t count) { return bytes_.take(count); }

  PickleIndex pop() { return stack_.pop(); }
  std::vector<PickleIndex> pop_to_mark() { return stack_.pop_to_mark(); }
  PickleNode& top() { return pickle_.nodes[stack_.top()]; }
  PickleIndex add(PickleNode node) {
    pickle_.nodes.push_back(std::move(node));
    return static_cast<PickleIndex>(pickle_.nodes.size() - 1);
  }
  void push(PickleNode node) { stack_.push(add(std::move(node))); }
  std::string_view pop_text() {
    const PickleNode& node = pickle_.nodes[pop()];
    check(node.kind == Kind::Text, "no name where one belongs");
    return node.text;
  }
  PickleNode pop_global() {
    const PickleNode& node = pickle_.nodes[pop()];
    check(node.kind == Kind::Global, "no name where one belongs");
    return {Kind::Global, node.number, node.text, {}};
  }
  /// A copy of a tuple, which may be used several times: if it could be long, a small file could demand many long
  /// copies.
  std::vector<PickleIndex> pop_arguments() {
    const PickleNode& node = pickle_.nodes[pop()];
    check(node.kind == Kind::Tuple && node.items.size() <= kMostArguments, "no arguments where some belong");
    return node.items;
  }

  // The operations of the stack machine.
  void protocol() {
    const auto version = static_cast<std::int64_t>(take_number(1));
    check(version >= kOldestProtocol && version <= kNewestProtocol, "pickle protocol {}", version);
  }
  void frame() { take_number(8); }
  void mark() { stack_.mark(); }
  void stop() { stopped_ = true; }
  void drop() { pop(); }
  template <int value>
  void truth() {
    push({Kind::Other, value, {}, {}});
  }
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
    if (bytes > 8) {
      push({Kind::Long, 0, take(bytes), {}});
      return;
    }
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
    const PickleIndex item = pop();
    add_to_list({item});
  }
  void appends() { add_to_list(pop_to_mark()); }
  void add_to_list(const std::vector<PickleIndex>& items) {
    if (top().kind == Kind::Other) return;
    check(top().kind == Kind::List, "no list to append to");
    top().items.insert(top().items.end(), items.begin(), items.end());
  }
  void frozen_set() {
    pop_to_mark();
    push({});
  }
  void set_item() {
    const PickleIndex value = pop(), key = pop();
    add_items({key, value});
  }
  void set_items() { add_items(pop_to_mark()); }
  void add_items(const std::vector<PickleIndex>& items) {
    check(items.size() % 2 == 0, "a key without value");
    if (top().kind == Kind::Other) return;
    check(top().kind == Kind::Dict, "no dict to add to");
    top().items.insert(top().items.end(), items.begin(), items.end());
  }
  template <std::size_t bytes>
  void put() {
    remember(static_cast<std::uint32_t>(take_number(bytes)));
  }
  void memoize() { remember(static_cast<std::uint32_t>(memo_.size())); }
  void remember(std::uint32_t number) { memo_[number] = stack_.top(); }
  template <std::size_t bytes>
  void get() {
    const auto number = static_cast<std::uint32_t>(take_number(bytes));
    const auto found = memo_.find(number);
    check(found != memo_.end(), "nothing is remembered under {}", number);
    stack_.push(found->second);
  }
  void global() {
    const std::string_view module = bytes_.take_line();
    push_global(module, bytes_.take_line());
  }
  void stack_global() {
    const std::string_view name = pop_text();
    push_global(pop_text(), name);
  }
  void push_global(std::string_view module, std::string_view name);
  void persistent() { push({Kind::Storage, 0, {}, pop_arguments()}); }
  void call();
  void call_with_names() {
    pop();
    call();
  }
  PickleIndex make_dict(const std::vector<PickleIndex>& arguments);
  void build();

  PickleBytes bytes_;
  std::size_t spent_ = 0;
  bool stopped_ = false;
  Pickle pickle_;
  PickleStack stack_{bytes_};
  std::unordered_map<std::uint32_t, PickleIndex> memo_;
};

// clang-format off
const std::array<Unpickler::Operation, 49> Unpickler::kOperations = {{
    {0x80, &Unpickler::protocol}, {0x95, &Unpickler::frame}, {'(', &Unpickler::mark}, {'.', &Unpickler::stop},
    {'N', &Unpickler::skipped<0>}, {0x88, &Unpickler::truth<1>}, {0x89, &Unpickler::truth<0>},
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
    {0x81, &Unpickler::call}, {0x92, &Unpickler::call_with_names}, {'0', &Unpickler::drop},
    {'U', &Unpickler::text<1>}, {'T', &Unpickler::text<4>},  // texts of Python 2
    {0x8b, &Unpickler::skipped_long<4>}, {0x8f, &Unpickler::skipped<0>}, {0x90, &Unpickler::appends},
    {0x91, &Unpickler::frozen_set}, {0x96, &Unpickler::skipped_long<8>},
}};
// clang-format on

void Unpickler::push_global(std::string_view module, std::string_view name) {
  const PickleName* known = find_pickle_name(module, name);
  if (known == nullptr) {
    fail(
        "'{}' holds a Python object ({}.{}), not tensors alone: save model.state_dict() instead, with "
        "torch.save(model.state_dict(), FILE)",
        bytes_.file(), shown_name(module), shown_name(name));
  }
  push({Kind::Global, static_cast<std::int64_t>(known->role), known->name, {}});
}

/// Calls a function, or makes an object of a class.
void Unpickler::call() {
  const PickleIndex given = pop();
  const PickleNode global = pop_global();
  const auto role = static_cast<PickleName::Role>(global.number);
  if (role == PickleName::Role::Opaque) {
    push({});
    return;
  }
  stack_.push(given);
  std::vector<PickleIndex> arguments = pop_arguments();
  if (role == PickleName::Role::Tensor) {
    push({Kind::Tensor, 0, {}, std::move(arguments)});
  } else if (role == PickleName::Role::Parameter) {
    check(!arguments.empty() && pickle_.at(arguments.front()).kind == Kind::Tensor, "a parameter without tensor");
    stack_.push(arguments.front());
  } else {
    check(role == PickleName::Role::Dict && arguments.size() <= 1, "a call of {}", global.text);
    stack_.push(make_dict(arguments));
  }
}

/// In pickles of Python 2, an OrderedDict is made from a list of pairs.
PickleIndex Unpickler::make_dict(const std::vector<PickleIndex>& arguments) {
  PickleNode dict{Kind::Dict, 0, {}, {}};
  if (!arguments.empty()) {
    const PickleNode& list = pickle_.at(arguments.front());
    check(list.kind == Kind::List, "a call of OrderedDict without pairs");
    spend(list.items.size());  // the list may be used again
    for (const PickleIndex item : list.items) {
      const PickleNode& pair = pickle_.at(item);
      check((pair.kind == Kind::List || pair.kind == Kind::Tuple) && pair.items.size() == 2,
            "a call of OrderedDict without pairs");
      dict.items.insert(dict.items.end(), pair.items.begin(), pair.items.end());
    }
  }
  return add(std::move(dict));
}

/// Sets the attributes of an object. They are ignored: those of an OrderedDict (_metadata), of a parameter of torch
/// before 0.4 (requires_grad, volatile, hooks) and of opaque objects are not needed.
void Unpickler::build() {
  pop();
  const Kind kind = top().kind;
  check(kind == Kind::Dict || kind == Kind::Tensor || kind == Kind::Other, "attributes of something that has none");
}

}  // namespace

Pickle read_pickle(std::string_view bytes, const std::string& file) {
  Unpickler unpickler(bytes, file);
  Pickle pickle = unpickler.run();
  unpickler.bytes().check(unpickler.bytes().taken() == bytes.size(), "bytes after its end");
  return pickle;
}

Pickle take_pickle(std::string_view& bytes, const std::string& file) {
  Unpickler unpickler(bytes, file);
  Pickle pickle = unpickler.run();
  bytes.remove_prefix(unpickler.bytes().taken());
  return pickle;
}

}  // namespace xil
