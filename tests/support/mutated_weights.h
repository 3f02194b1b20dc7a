#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/numeric/rng.h"
#include "framework/nn/weights/zip_archive.h"
#include "tests/support/weight_files.h"

// What may happen to files of torch.save(), by accident or on purpose.
namespace xil {

inline std::size_t place(Rng& rng, std::size_t bound) { return static_cast<std::size_t>(rng.below(bound)); }

inline void overwrite(std::string& bytes, std::size_t at, std::string_view with) {
  for (std::size_t i = 0; i < with.size() && at + i < bytes.size(); ++i) bytes[at + i] = with[i];
}

inline std::string noise(Rng& rng, std::size_t most) {
  std::string out(1 + place(rng, most), '\0');
  std::ranges::generate(out, [&] { return static_cast<char>(rng.below(256)); });
  return out;
}

/// A file taken apart into records and put together again with right sums.
struct TakenApart {
  ZipEntries entries;

  explicit TakenApart(const std::string& bytes) {
    for (const ZipRecord& record : read_zip(bytes, "file")) {
      entries.emplace_back(record.name, std::string(record.stored));
    }
  }
  std::string& pickle() {
    return std::ranges::find_if(entries, [](const auto& entry) { return entry.first.ends_with("/data.pkl"); })->second;
  }
  std::string& any(Rng& rng) { return entries[place(rng, entries.size())].second; }
};

struct WeightMutation {
  std::string_view name;
  bool refused;  ///< always; else the sums are right again
  std::string (*apply)(const std::string& whole, Rng& rng);
};

/// Numbers that sizes, lengths and offsets like to overflow with, as BININT has them.
inline constexpr std::array<std::string_view, 5> kNastyNumbers = {
    "\xff\xff\xff\xff", "\xff\xff\xff\x7f", "\x01\x01\x01\x40", "\xfe\xff\xff\xff", "\x40\x42\x0f\x01"};

inline std::string with_pickle(const std::string& whole, auto&& change) {
  TakenApart parts(whole);
  change(parts.pickle());
  return zip(parts.entries);
}

inline const std::array<WeightMutation, 9> kWeightMutations = {{
    {"noise", false,  // it may hit padding
     [](const std::string& whole, Rng& rng) {
       std::string bytes = whole;
       overwrite(bytes, place(rng, bytes.size()), noise(rng, 16));
       return bytes;
     }},
    {"directory", false,
     [](const std::string& whole, Rng& rng) {
       std::string bytes = whole;
       const std::size_t begin = bytes.find("PK\1\2");
       for (int i = 0; i < 2; ++i) overwrite(bytes, begin + place(rng, bytes.size() - begin), noise(rng, 4));
       return bytes;
     }},
    {"cut", false,  // it may hit the zip64 end, which only says the same again
     [](const std::string& whole, Rng& rng) {
       std::string bytes = whole;
       bytes.erase(place(rng, bytes.size() - 64), 1 + place(rng, 64));
       return bytes;
     }},
    {"pickle_noise", false,
     [](const std::string& whole, Rng& rng) {
       return with_pickle(whole,
                          [&](std::string& pickle) { overwrite(pickle, place(rng, pickle.size()), noise(rng, 4)); });
     }},
    {"pickle_byte", false,
     [](const std::string& whole, Rng& rng) {
       return with_pickle(whole, [&](std::string& pickle) {
         const std::string byte = noise(rng, 1);
         rng.bernoulli(0.5) ? void(pickle.insert(place(rng, pickle.size()), byte))
                            : void(pickle.erase(place(rng, pickle.size()), 1));
       });
     }},
    {"pickle_piece", false,  // moved: most of it stays a pickle
     [](const std::string& whole, Rng& rng) {
       return with_pickle(whole, [&](std::string& pickle) {
         const std::string piece = pickle.substr(place(rng, pickle.size()), 1 + place(rng, 40));
         pickle.insert(place(rng, pickle.size()), piece);
       });
     }},
    {"pickle_number", false,
     [](const std::string& whole, Rng& rng) {
       return with_pickle(whole, [&](std::string& pickle) {
         std::vector<std::size_t> numbers;
         for (std::size_t i = 0; i < pickle.size(); ++i) {
           if (std::string_view("KMJ").find(pickle[i]) != std::string_view::npos) numbers.push_back(i);
         }
         const std::size_t at = numbers[place(rng, numbers.size())];
         const std::size_t bytes = pickle[at] == 'K' ? 1 : pickle[at] == 'M' ? 2 : 4;
         pickle.replace(at, 1 + bytes, "J" + std::string(kNastyNumbers[place(rng, kNastyNumbers.size())]));
       });
     }},
    {"pickle_memo", false,  // another object, often of another kind
     [](const std::string& whole, Rng& rng) {
       return with_pickle(whole, [&](std::string& pickle) {
         std::vector<std::size_t> gets;
         for (std::size_t i = 0; i + 1 < pickle.size(); ++i) {
           if (pickle[i] == 'h') gets.push_back(i);
         }
         pickle[gets[place(rng, gets.size())] + 1] = static_cast<char>(rng.below(100));
       });
     }},
    {"record", false,  // shorter or longer, another name
     [](const std::string& whole, Rng& rng) {
       TakenApart parts(whole);
       std::string& content = parts.any(rng);
       if (rng.bernoulli(0.4))
         content.resize(place(rng, content.size() + 1));
       else if (rng.bernoulli(0.5))
         content += noise(rng, 64);
       else
         std::swap(content, parts.any(rng));
       return zip(parts.entries);
     }},
}};

}  // namespace xil
