#include "analysis/report/warnings_section.h"

#include "analysis/page/html.h"
#include "framework/core/base/text.h"

namespace xil {

std::string warnings_html(std::span<const Warning> warnings) {
  if (warnings.empty()) return {};
  std::string html = "<section id=\"warnings\"><h2>Warnings</h2>\n<ul>\n";
  for (const Warning& warning : warnings) {
    html +=
        fmt::format("<li data-kind=\"{}\"><strong>{}</strong>: {}. <span class=\"faint\">What to do: {}.</span></li>\n",
                    enum_name(warning.kind), html_text(where_of(warning)), sentence_html(warning.what),
                    sentence_html(warning.mend));
  }
  return html + "</ul></section>\n";
}

}  // namespace xil
