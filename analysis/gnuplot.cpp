#include "analysis/gnuplot.h"

#include <array>
#include <cctype>
#include <fstream>
#include <iterator>

#include "analysis/child_process.h"
#include "framework/core/error.h"

namespace xil {
namespace {

constexpr std::array<const char*, 3> kFormats = {"pdf", "svg", "png"};

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  require(in.good(), "{}: gnuplot did not write it", file.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
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

Gnuplot::Gnuplot() {
  const auto found = find_program("gnuplot");
  require(found.has_value(), "gnuplot: not found in PATH; figures need it: apt-get install gnuplot-nox");
  program_ = *found;
}

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
            script.string(), last_line(ending.output));
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
