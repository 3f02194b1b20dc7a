#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace xil {

/// The answer to a request of the page.
struct PageReply {
  int status = 200;  ///< of HTTP
  std::string body;  ///< JSON; a PNG file if a picture or a map was asked for and `status` is 200
};

/// What the page server asks for the session. Its functions are called from several threads at once. If one of them
/// throws, the page gets status 500.
class PageDesk {
 public:
  virtual ~PageDesk() = default;
  /// A tab of the browser opens the session, or takes it over. `body`: the JSON that it sent, not checked.
  virtual PageReply open(std::string_view body) = 0;
  /// The state of the session. `client`: 1 to 64 letters, digits, '-', '_' and '.'.
  virtual PageReply state(std::string_view client) = 0;
  /// Something that the expert did. `body`: the JSON that the page sent, not checked.
  virtual PageReply event(std::string_view body) = 0;
  /// The picture of an item, or its map. The numbers are those that the page sent: any that are not negative.
  virtual PageReply picture(std::int64_t question, std::int64_t slot) = 0;
  virtual PageReply map(std::int64_t question, std::int64_t slot) = 0;
};

}  // namespace xil
