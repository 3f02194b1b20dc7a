#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "framework/store/files/own_files.h"

namespace xil {

/// A table of numbers that a script plots. It is kept beside the script, so that a user can restyle the figure.
struct DataFile {
  std::string name;
  std::string content;
};

/// A figure before it is drawn: the files of TO/gnuplot. The script begins with script_head().
struct Figure {
  std::string name;    ///< stem of its files: letters, digits, '_', '-', '.'
  std::string digest;  ///< hexadecimal digest of its inputs
  std::string script;
  std::vector<DataFile> data;
  std::string says = {};  ///< a caption for the report: what is seen; empty: what its name stands for
};

/// The three files of a figure that is drawn there: PDF, SVG, PNG.
std::vector<std::filesystem::path> figure_files(const Figure& figure, const OwnPath& to);

/// The program gnuplot, version 5.4 or later with cairo, as a child process.
class Gnuplot {
 public:
  /// Looks for gnuplot in PATH. If it is missing, the failure names the package to install.
  Gnuplot();
  /// Writes script and data to TO/gnuplot and draws TO/<name>.{pdf,svg,png}; returns those three.
  /// The same figure gives the same bytes each time (same gnuplot and fonts). Files appear complete or not at all.
  std::vector<std::filesystem::path> draw(const Figure& figure, const OwnPath& to) const;
  /// Draws all figures, some at a time; returns the files in the order of the figures.
  std::vector<std::filesystem::path> draw(const std::vector<Figure>& figures, const OwnPath& to) const;

 private:
  std::string program_;
};

/// The terminals and the output of one script: `gnuplot -e "format='svg'" NAME.gp` draws ../NAME.svg; without -e it
/// draws the PDF. Width and height are in points (1/72 inch).
std::string script_head(std::string_view name, double width_pt, double height_pt);

/// A gnuplot string literal of printable() characters in which nothing is expanded.
std::string gnuplot_string(std::string_view text);
/// A gnuplot string literal of exactly these bytes, whatever they are.
std::string gnuplot_path(const std::filesystem::path& path);

}  // namespace xil
