#include "framework/data/files/file_tree.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

namespace fs = std::filesystem;
using Kind = TreeEntry::Kind;

class Walk {
 public:
  Walk(const DatasetRoot& root, const std::set<std::string, std::less<>>& used, std::size_t most,
       const std::function<void(const TreeEntry&)>& visit)
      : root_(root), used_(used), left_(most), visit_(visit) {}

  /// False once nothing more may be visited.
  bool folder(const std::string& relative) {
    std::error_code code;
    const fs::path place = fs::canonical(root_.path() / relative, code);
    if (std::ranges::find(above_, place) != above_.end()) return tell(Kind::LinkedFolder, relative + "/");
    above_.push_back(place);
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator at(root_.path() / relative, code); !code && at != fs::directory_iterator();
         at.increment(code)) {
      entries.push_back(*at);
    }
    std::ranges::sort(entries, {}, [](const fs::directory_entry& found) { return found.path().native(); });
    const bool going = std::ranges::all_of(entries, [&](const fs::directory_entry& found) {
      return entry(found, joined(relative, found.path().filename().string()));
    });
    above_.pop_back();
    return going && (!code || tell(Kind::Unreadable, relative + "/"));
  }

 private:
  bool tell(Kind kind, const std::string& path) {
    if (left_ == 0) return false;
    --left_;
    visit_({kind, path});
    return true;
  }

  bool holds_used(const std::string& folder) const {
    const std::string front = folder + "/";
    const auto first = used_.lower_bound(front);
    return first != used_.end() && first->starts_with(front);
  }

  bool entry(const fs::directory_entry& found, const std::string& path) {
    std::error_code unknown;
    const bool hidden = found.path().filename().string().starts_with('.'), link = found.is_symlink(unknown);
    const fs::file_status status = found.status(unknown);  // of what a link leads to
    const bool used = used_.contains(path);
    if (fs::is_directory(status)) {
      if ((!hidden && !link) || holds_used(path)) return folder(path);
      return tell(hidden ? Kind::Hidden : Kind::LinkedFolder, path + "/");
    }
    if (hidden && !used) return tell(Kind::Hidden, path);
    if (fs::is_regular_file(status)) return tell(Kind::File, path);
    return tell(link && !fs::exists(status) ? Kind::NowhereLink : Kind::Special, path);
  }

  const DatasetRoot& root_;
  const std::set<std::string, std::less<>>& used_;
  std::size_t left_;
  const std::function<void(const TreeEntry&)>& visit_;
  std::vector<fs::path> above_;  ///< the folders in which the present one lies, without links
};

}  // namespace

bool walk_tree(const DatasetRoot& root, const std::set<std::string, std::less<>>& used, std::size_t most,
               const std::function<void(const TreeEntry&)>& visit) {
  return Walk(root, used, most, visit).folder("");
}

}  // namespace xil
