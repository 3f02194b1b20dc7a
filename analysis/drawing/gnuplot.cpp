#include "analysis/drawing/gnuplot.h"

#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>

#include "analysis/drawing/child_process.h"
#include "analysis/statistics/parallel.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

constexpr std::array<std::string_view, 3> kFormats = {"pdf", "svg", "png"};

/// Adds font families to fall back to if the reader's machine lacks the font.
std::string with_widened_fonts(const std::string& svg) {
  constexpr std::string_view family = "font-family=\"DejaVu Sans\"";
  std::string widened;
  for (std::size_t from = 0, found = 0; from < svg.size(); from = found + family.size()) {
    found = std::min(svg.find(family, from), svg.size());
    widened += svg.substr(from, found - from);
    if (found == svg.size()) break;
    widened += "font-family=\"DejaVu Sans, Verdana, sans-serif\"";
  }
  return widened;
}

/// The PDF's date is the only part of gnuplot's output that differs between two drawings.
std::string without_date(std::string pdf) {
  constexpr std::string_view key = "/CreationDate (D:";
  const std::size_t found = pdf.find(key);
  if (found == std::string::npos) return pdf;
  for (std::size_t i = found + key.size(); i < pdf.size() && std::isdigit(pdf[i]) != 0; ++i) {
    pdf[i] = "20000101000000"[std::min<std::size_t>(i - found - key.size(), 13)];
  }
  return pdf;
}

/// A folder for the files that gnuplot is still writing; it is removed with this object.
struct Drawing {
  std::filesystem::path folder;
  explicit Drawing(const OwnPath& to) {
    make_own_folder(to);
    std::string path = std::filesystem::absolute(to.path / ".drawing-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr)
      fail_to_write(path, errno);  // a new folder is needed, since an existing name may be a link
    folder = path;
  }
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;
  ~Drawing() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
};

}  // namespace

Gnuplot::Gnuplot() {
  const auto found = find_program("gnuplot");
  require(found.has_value(), "gnuplot: not found in PATH; figures need it: apt-get install gnuplot-nox");
  program_ = *found;
}

std::vector<std::filesystem::path> figure_files(const Figure& figure, const OwnPath& to) {
  std::vector<std::filesystem::path> files;
  for (const std::string_view format : kFormats) files.push_back(to.path / fmt::format("{}.{}", figure.name, format));
  return files;
}

std::vector<std::filesystem::path> Gnuplot::draw(const Figure& figure, const OwnPath& to) const {
  const OwnPath scripts = to.below("gnuplot");
  const std::filesystem::path script = scripts.path / (figure.name + ".gp");
  make_own_folder(scripts);
  for (const DataFile& table : figure.data) write_file_atomically(scripts.below(table.name), table.content);
  write_file_atomically(scripts.below(figure.name + ".gp"), figure.script);
  const Drawing drawing(to);
  std::vector<std::string> words = {program_, "-d"};
  const auto add_order = [&](std::string order) {
    words.emplace_back("-e");
    words.push_back(std::move(order));
  };
  add_order(fmt::format("cd {}", gnuplot_path(scripts.path)));
  // One process draws all formats, since its start takes longer than most figures. To reset the session makes it as it
  // was at the start; the order must stand alone on its line.
  for (const std::string_view format : kFormats) {
    add_order("unset output");
    add_order("reset session");
    add_order(fmt::format("format='{}'; folder={}", format, gnuplot_path(drawing.folder)));
    add_order(fmt::format("load '{}.gp'", figure.name));
  }
  const Ending ending = run_program(std::move(words));
  require(ending.status == 0,
          "{}: gnuplot failed on it: {}; xil needs gnuplot 5.4 or later with "
          "cairo: apt-get install gnuplot-nox",
          script.string(), last_line(ending.output));
  for (const std::string_view format : kFormats) {
    const std::string name = fmt::format("{}.{}", figure.name, format);
    std::string bytes = read_own_file(drawing.folder / name);
    if (format == "pdf") bytes = without_date(std::move(bytes));
    if (format == "svg") bytes = with_widened_fonts(bytes);
    write_file_atomically(to.below(name), bytes);
  }
  return figure_files(figure, to);
}

std::vector<std::filesystem::path> Gnuplot::draw(const std::vector<Figure>& figures, const OwnPath& to) const {
  std::vector<std::filesystem::path> all;
  for_each_index(figures.size(), [&](std::size_t i) { draw(figures[i], to); });
  for (const Figure& figure : figures) {
    const auto files = figure_files(figure, to);
    all.insert(all.end(), files.begin(), files.end());
  }
  return all;
}

std::string script_head(std::string_view name, double width_pt, double height_pt) {
  // Sizes are in points for the PDF, in CSS pixels for the SVG, and at 300 dots per inch for the PNG. The cairo
  // terminals treat a font's point as a CSS pixel, hence their fontscale.
  constexpr double kPixels = 96.0 / 72, kDots = 300.0 / 72, kText = 7, kSmall = 5.5;
  return fmt::format(
             "# Draws ../{0}.pdf; with -e \"format='svg'\" or -e \"format='png'\" the others. Run "
             "it in this folder.\n"
             "if (!exists(\"format\")) format = 'pdf'\nif (!exists(\"folder\")) folder = '..'\n"
             "set encoding utf8\n"
             "if (format eq 'pdf') set terminal pdfcairo noenhanced rounded size "
             "{1:.3f}in,{2:.3f}in "
             "font 'DejaVu Sans,{3}' fontscale 0.75 linewidth 2 dashlength 0.6\n"
             "if (format eq 'png') set terminal pngcairo noenhanced rounded size {4:.0f},{5:.0f} "
             "font 'DejaVu Sans,{3}' fontscale {6:.4f} linewidth {7:.4f} pointscale {7:.4f} "
             "dashlength 0.6\n",
             name, width_pt / 72, height_pt / 72, kText, width_pt * kDots, height_pt * kDots, 0.75 * kDots, kDots) +
         fmt::format(
             "if (format eq 'svg') set terminal svg noenhanced rounded size {0:.0f},{1:.0f} "
             "font 'DejaVu Sans,{2:.2f}' linewidth 1.333 dashlength 0.6 background '#ffffff'\n"
             "small = (format eq 'svg') ? 'DejaVu Sans,{3:.2f}' : 'DejaVu Sans,{5}'\n"
             "bold = (format eq 'svg') ? 'DejaVu Sans Bold,{2:.2f}' : 'DejaVu Sans:Bold,{6}'\n"
             "point = (format eq 'svg') ? 0.6 : 0.45\n"
             "small_bold = (format eq 'svg') ? 'DejaVu Sans Bold,{3:.2f}' : 'DejaVu "
             "Sans:Bold,{5}'\n"
             "set output folder.'/{4}.'.format\n",
             width_pt * kPixels, height_pt * kPixels, kText * kPixels, kSmall * kPixels, name, kSmall, kText);
}

std::string gnuplot_string(std::string_view text) {
  const std::string shown = printable(text);
  // gnuplot 5.4 takes three apostrophes for an empty literal and the begin of another, so that leading ones stand
  // apart.
  const std::size_t leading = std::min(shown.find_first_not_of('\''), shown.size());
  std::string literal = leading == 0 ? "'" : fmt::format("\"{:'<{}}\".'", "", leading);
  for (const char character : std::string_view(shown).substr(leading))
    literal += character == '\'' ? std::string("''") : std::string(1, character);
  return literal + "'";
}

std::string gnuplot_path(const std::filesystem::path& path) {
  std::string literal = "\"";
  for (const char c : path.string())
    literal += fmt::format("\\{:03o}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return literal + '"';
}

}  // namespace xil
