#include "analysis/gnuplot.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>

#include "framework/core/error.h"

extern char** environ;

namespace xil {
namespace {

constexpr std::array<const char*, 3> kFormats = {"pdf", "svg", "png"};

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string candidate = folder + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  fail("gnuplot: not found in PATH; figures need it: apt-get install gnuplot-nox");
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

struct Ending {
  int status = 0;
  std::string output;
};

/// Runs a program to its end and collects what it prints, on either stream.
Ending run_program(std::vector<std::string> words) {
  std::array<int, 2> pipe_ends{};
  require(pipe2(pipe_ends.data(), O_CLOEXEC) == 0, "{}: cannot make a pipe: {}", words[0],
          std::strerror(errno));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDERR_FILENO);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error =
      posix_spawn(&child, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  Ending ending;
  if (error == 0) ending.output = read_all(pipe_ends[0]);
  close(pipe_ends[0]);
  require(error == 0, "{}: cannot be started: {}", words[0], std::strerror(error));
  while (waitpid(child, &ending.status, 0) < 0 && errno == EINTR) {
  }
  return ending;
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  require(in.good(), "{}: gnuplot did not write it", file.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// gnuplot's complaint without its echo of the script: the line that starts after the '^' marker,
/// if any.
std::string complaint(const std::string& output) {
  std::istringstream lines(output);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) last = line;
  }
  return last;
}

/// Names families to fall back to where the reader's machine lacks the font.
void widen_fonts(const std::filesystem::path& file) {
  const std::string svg = read_text(file);
  constexpr std::string_view family = "font-family=\"DejaVu Sans\"";
  std::string widened;
  for (std::size_t from = 0, found = 0; from < svg.size(); from = found + family.size()) {
    found = std::min(svg.find(family, from), svg.size());
    widened += svg.substr(from, found - from);
    if (found == svg.size()) break;
    widened += "font-family=\"DejaVu Sans, Verdana, sans-serif\"";
  }
  write_text(file, widened);
}

/// The PDF's date is the only thing in gnuplot's output that differs from one drawing to the next.
void remove_date(const std::filesystem::path& file) {
  std::string bytes = read_text(file);
  constexpr std::string_view key = "/CreationDate (D:";
  const std::size_t found = bytes.find(key);
  if (found == std::string::npos) return;
  for (std::size_t i = found + key.size(); i < bytes.size() && std::isdigit(bytes[i]) != 0; ++i) {
    bytes[i] = "20000101000000"[std::min<std::size_t>(i - found - key.size(), 13)];
  }
  write_text(file, bytes);
}

}  // namespace

Gnuplot::Gnuplot() : program_(find_program("gnuplot")) {}

std::vector<std::filesystem::path> Gnuplot::draw(const Figure& figure,
                                                 const std::filesystem::path& to) const {
  const std::filesystem::path folder = to / "gnuplot";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  require(!error, "{}: cannot be created: {}", folder.string(), error.message());
  for (const DataFile& table : figure.data) write_text(folder / table.name, table.content);
  const std::filesystem::path script = folder / (figure.name + ".gp");
  write_text(script, figure.script);
  std::vector<std::filesystem::path> drawn;
  for (const char* format : kFormats) {
    const Ending ending = run_program({program_, "-d", "-e", fmt::format("format='{}'", format),
                                       "-e", fmt::format("cd {}", gnuplot_string(folder.string())),
                                       "-c", figure.name + ".gp"});
    drawn.push_back(to / fmt::format("{}.{}", figure.name, format));
    require(ending.status == 0,
            "{}: gnuplot failed on it: {}; xil needs gnuplot 5.4 or later with "
            "cairo: apt-get install gnuplot-nox",
            script.string(), complaint(ending.output));
    if (drawn.back().extension() == ".pdf") remove_date(drawn.back());
    if (drawn.back().extension() == ".svg") widen_fonts(drawn.back());
  }
  return drawn;
}

std::string script_head(std::string_view name, double width_pt, double height_pt) {
  // Sizes in points for the PDF, CSS pixels for the SVG, 300 dots per inch for the PNG. The cairo
  // terminals take a font's point for a CSS pixel, hence their fontscale.
  constexpr double kPixels = 96.0 / 72, kDots = 300.0 / 72, kText = 7, kSmall = 5.5;
  return fmt::format(
             "# Draws ../{0}.pdf; with -e \"format='svg'\" or -e \"format='png'\" the others. Run "
             "it in this folder.\n"
             "if (!exists(\"format\")) format = 'pdf'\n"
             "set encoding utf8\n"
             "if (format eq 'pdf') set terminal pdfcairo noenhanced rounded size "
             "{1:.3f}in,{2:.3f}in "
             "font 'DejaVu Sans,{3}' fontscale 0.75 linewidth 2 dashlength 0.6\n"
             "if (format eq 'png') set terminal pngcairo noenhanced rounded size {4:.0f},{5:.0f} "
             "font 'DejaVu Sans,{3}' fontscale {6:.4f} linewidth {7:.4f} pointscale {7:.4f} "
             "dashlength 0.6\n",
             name, width_pt / 72, height_pt / 72, kText, width_pt * kDots, height_pt * kDots,
             0.75 * kDots, kDots) +
         fmt::format(
             "if (format eq 'svg') set terminal svg noenhanced rounded size {0:.0f},{1:.0f} "
             "font 'DejaVu Sans,{2:.2f}' linewidth 1.333 dashlength 0.6 background '#ffffff'\n"
             "small = (format eq 'svg') ? 'DejaVu Sans,{3:.2f}' : 'DejaVu Sans,{5}'\n"
             "bold = (format eq 'svg') ? 'DejaVu Sans Bold,{2:.2f}' : 'DejaVu Sans:Bold,{6}'\n"
             "point = (format eq 'svg') ? 0.6 : 0.45\n"
             "small_bold = (format eq 'svg') ? 'DejaVu Sans Bold,{3:.2f}' : 'DejaVu "
             "Sans:Bold,{5}'\n"
             "set output '../{4}.'.format\n",
             width_pt * kPixels, height_pt * kPixels, kText * kPixels, kSmall * kPixels, name,
             kSmall, kText);
}

std::string gnuplot_string(std::string_view text) {
  std::string literal = "'";
  for (const char character : text) {
    if (character == '\'')
      literal += "''";
    else
      literal += (character == '\n' || character == '\r') ? ' ' : character;
  }
  return literal + "'";
}

std::string file_stem(std::string_view label) {
  std::string stem;
  for (const char character : label) {
    const bool plain = std::isalnum(static_cast<unsigned char>(character)) != 0 ||
                       character == '-' || character == '.' || character == '_';
    stem += plain ? character : '_';
  }
  return stem;
}

void write_text(const std::filesystem::path& file, std::string_view content) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  require(out.good(), "{}: cannot be written; is there space, and may you write there?",
          file.string());
}

}  // namespace xil
