#include "framework/store/readings/kept_readings.h"

#include <sys/stat.h>

#include <chrono>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/store/files/files.h"
#include "framework/store/files/own_files.h"
#include "framework/store/hdf5/hdf5_trial.h"
#include "framework/store/readings/byte_codec.h"

namespace xil {
namespace {

constexpr std::string_view kEnding = ".readings";
/// Larger run files are read where they lie, and not kept.
constexpr std::uint64_t kMostInMemory = std::uint64_t{1} << 28;
/// Clocks of file systems tick a hundred times a second at least; two writes within a tick look alike.
constexpr std::int64_t kSettled_ns = 2'000'000'000;
/// What a process says of a file.
constexpr char kSame = 's', kNew = 'n', kNotKept = 'k';

std::int64_t present_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

FileIdentity identity_of(const OpenFile& file) {
  struct stat status {};
  require(::fstat(file.descriptor(), &status) == 0, "a run file cannot be looked at");
  const auto ns = [](const timespec& time) { return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec; };
  return {status.st_ino, static_cast<std::uint64_t>(status.st_size), ns(status.st_mtim), ns(status.st_ctim)};
}

std::filesystem::path file_of(const std::filesystem::path& out, const std::string& run_id) {
  return out / "runs" / (run_id + ".h5");
}

template <class Code>
void code_identity(Code&& code, auto& identity) {
  code(identity.inode);
  code(identity.bytes);
  code(identity.modified_ns);
  code(identity.changed_ns);
}

}  // namespace

KeptReadings::KeptReadings(std::filesystem::path out) : out_(std::move(out)), key_(user_key()) {
  try {
    if (key_) load();
  } catch (const Error&) {  // as if it were not there
    entries_.clear();
  }
}

std::filesystem::path KeptReadings::table() const { return out_ / "scalars" / (key_->name() + std::string(kEnding)); }

void KeptReadings::load() {
  const OwnPath path(table(), 2);
  const auto file = find_own_file(path);
  if (!file) return;
  content_ = read_own_file(*file, path.path);
  const auto sealed = content_sealed_with(*key_, content_);
  if (!sealed) return;
  ByteReader reader(*sealed);
  if (reader.view() != reading_layout()) return;
  for (std::uint64_t i = reader.number(); i > 0; --i) {
    std::string run_id;
    Entry entry;
    std::uint8_t settled = 0;
    reader.get(run_id);
    code_identity([&](auto& value) { reader.get(value); }, entry.identity);
    reader.get(settled);
    entry.settled = settled != 0;
    reader.get(entry.digest);
    reader.get(entry.unread);
    entry.payload = reader.view();
    entries_.emplace(std::move(run_id), std::move(entry));
  }
}

void KeptReadings::save() const try {
  if (!key_) return;
  ByteWriter writer;
  writer.put(reading_layout());
  std::vector<const std::pair<const std::string, Entry>*> there;  // a file may vanish meanwhile
  for (const auto& one : entries_) {
    std::error_code ignored;
    if (std::filesystem::exists(file_of(out_, one.first), ignored)) there.push_back(&one);
  }
  writer.put(static_cast<std::uint64_t>(there.size()));
  for (const auto* one : there) {
    const auto& [run_id, entry] = *one;
    writer.put(run_id);
    code_identity([&](const auto& value) { writer.put(value); }, entry.identity);
    writer.put(static_cast<std::uint8_t>(entry.settled));
    writer.put(entry.digest);
    writer.put(entry.unread);
    writer.put(entry.payload);
  }
  const std::string content = sealed_with(*key_, writer.take());
  if (content.size() > kMostBytes) return;  // it could not be read again
  make_own_folder({out_ / "scalars", 1});
  write_file_atomically({table(), 2}, content);
  remove_own_file({out_ / "scalars" / "facts.tsv", 2});  // of earlier versions
} catch (const Error&) {
  // A folder that cannot be written costs time only.
}

std::string KeptReadings::look_into(const std::string& run_id, ReadingDepth depth, std::int64_t now_ns) const {
  const std::filesystem::path path = file_of(out_, run_id);
  const OpenFile opened = open_own_file({path, 2});
  require_not_being_written(path, 2);
  const FileIdentity before = identity_of(opened);
  ByteWriter writer;
  if (before.bytes > kMostInMemory) {
    writer.put(kNotKept);
    writer.put(encoded(read_run(path, depth)));
    return writer.take();
  }
  const std::string bytes = read_own_file(opened, path);
  const std::string digest = sha256(bytes);
  const FileIdentity after = identity_of(opened);
  const bool settled = before == after && before.changed_ns + kSettled_ns < now_ns;
  const auto known = entries_.find(run_id);
  const bool same = known != entries_.end() && known->second.digest == digest;
  writer.put(same ? kSame : depth == ReadingDepth::Everything ? kNew : kNotKept);
  if (same || depth == ReadingDepth::Everything) {
    code_identity([&](const auto& value) { writer.put(value); }, after);
    writer.put(static_cast<std::uint8_t>(settled));
    writer.put(digest);
  }
  if (same) return writer.take();
  std::string unread, payload;
  try {
    payload = encoded(read_run(bytes, path, depth));
  } catch (const Error& error) {
    require(depth == ReadingDepth::Everything, "{}", error.what());
    unread = error.what();
  }
  if (depth == ReadingDepth::Everything) writer.put(unread);
  writer.put(payload);
  return writer.take();
}

void KeptReadings::take(const std::string& run_id, std::string_view said, ReadRun& result) {
  ByteReader reader(said);
  char what = 0;
  reader.get(what);
  if (what == kNotKept) {
    ++newly_read_;
    result.reading = decode_reading(reader.view());
    return;
  }
  const auto known = entries_.find(run_id);
  require(what == kNew || (what == kSame && known != entries_.end()), "what was read of '{}' makes no sense", run_id);
  Entry entry = what == kSame ? known->second : Entry{};
  std::uint8_t settled = 0;
  code_identity([&](auto& value) { reader.get(value); }, entry.identity);
  reader.get(settled);
  entry.settled = settled != 0;
  reader.get(entry.digest);
  if (what == kNew) {
    reader.get(entry.unread);
    entry.payload = fresh_.emplace_back(reader.view());
  }
  ++(what == kNew ? newly_read_ : compared_);
  result.digest = entry.digest;
  if (entry.unread.empty())
    result.reading = decode_reading(entry.payload);
  else
    result.refusal = entry.unread;
  entries_[run_id] = std::move(entry);
}

void KeptReadings::read_files(std::span<const std::string> ids, std::span<const std::size_t> places, FileOrigin origin,
                              ReadingDepth depth, std::int64_t now_ns, std::vector<ReadRun>& results) {
  std::vector<OwnPath> files;
  for (const std::size_t place : places) files.emplace_back(file_of(out_, ids[place]), 2);
  const auto look = [&](const std::filesystem::path& file) { return look_into(file.stem().string(), depth, now_ns); };
  FileReadings found;
  if (origin == FileOrigin::Unknown) found = read_in_children(files, look);
  std::vector<std::size_t> broke;
  for (std::size_t i = 0; i < places.size(); ++i) {
    ReadRun& result = results[places[i]];
    try {
      if (origin == FileOrigin::Own) found.bytes[i] = look(files[i].path);
      if (const auto failed = found.failed.find(i); failed != found.failed.end()) {
        result.refusal = refusal_of(files[i], failed->second);
        if (failed->second.broke) broke.push_back(places[i]);
      } else {
        take(ids[places[i]], found.bytes.at(i), result);
      }
    } catch (const Error& error) {
      result.refusal = error.what();
    }
    found.bytes.erase(i);
  }
  if (depth == ReadingDepth::Rounds || broke.empty()) return;
  std::vector<ReadRun> again(results.size());
  read_files(ids, broke, origin, ReadingDepth::Rounds, now_ns, again);
  for (const std::size_t place : broke) {
    if (!again[place].reading) continue;  // HDF5 breaks over its rounds as well
    again[place].reading->unread = results[place].refusal;
    results[place] = std::move(again[place]);
  }
}

std::vector<ReadRun> KeptReadings::read(std::span<const std::string> run_ids, FileOrigin origin, ReadingDepth depth,
                                        std::optional<std::int64_t> now_ns) {
  newly_read_ = compared_ = 0;
  std::vector<ReadRun> results(run_ids.size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < run_ids.size(); ++i) {
    const auto known = entries_.find(run_ids[i]);
    try {
      const bool is_same = known != entries_.end() && known->second.settled &&
                           identity_of(open_own_file({file_of(out_, run_ids[i]), 2})) == known->second.identity;
      if (!is_same) {
        open.push_back(i);
        continue;
      }
      results[i].digest = known->second.digest;
      if (known->second.unread.empty())
        results[i].reading = decode_reading(known->second.payload);
      else
        results[i].refusal = known->second.unread;
    } catch (const Error&) {  // it is read again, and what is wrong is said then
      open.push_back(i);
    }
  }
  read_files(run_ids, open, origin, ReadingDepth::Everything, now_ns.value_or(present_ns()), results);
  if (newly_read_ + compared_ >= kWorthKeeping) save();
  if (depth == ReadingDepth::Everything) {
    for (ReadRun& result : results) {
      if (!result.reading || result.reading->unread.empty()) continue;
      result.refusal = result.reading->unread;
      result.reading.reset();
    }
  }
  return results;
}

std::string KeptReadings::problem_of(const std::string& run_id, const std::string& reading,
                                     const std::string& bytes_digest) const {
  const auto known = entries_.find(run_id);
  if (known == entries_.end()) return {};
  const bool looks_same =
      known->second.settled && identity_of(open_own_file({file_of(out_, run_id), 2})) == known->second.identity;
  if (known->second.digest != bytes_digest)
    return looks_same ? fmt::format(
                            "has other bytes than when '{}' was made, and the system does not show it: delete "
                            "that table",
                            table().string())
                      : std::string();
  if (known->second.unread.empty() && known->second.payload == reading) return {};
  return fmt::format("holds something else than '{}' says: delete that table", table().string());
}

std::vector<std::filesystem::path> KeptReadings::foreign_tables() const {
  std::vector<std::filesystem::path> foreign;
  for (const auto& file : list_own_folder({out_ / "scalars", 1}, kEnding)) {
    if (!key_ || file.filename() != table().filename() || entries_.empty()) foreign.push_back(file);
  }
  return foreign;
}

}  // namespace xil
