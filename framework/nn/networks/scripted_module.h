#pragma once

#include <memory>
#include <string>

namespace at {
class Tensor;
}

namespace xil {

/// A TorchScript module in evaluation mode, on one device. Nothing in it learns; gradients pass through to the images.
/// It is run as it is written, without LibTorch's profiling executor, whose first calls may differ from later ones in
/// their bits.
class ScriptedModule {
 public:
  /// `bytes`: the whole file of torch.jit.save(); `file` is its name for messages. Fails where the file is damaged (see
  /// check_script_archive) or LibTorch cannot load it.
  ScriptedModule(const std::string& bytes, const std::string& file, const std::string& device);
  ~ScriptedModule();
  ScriptedModule(const ScriptedModule&) = delete;
  ScriptedModule& operator=(const ScriptedModule&) = delete;

  /// Images [n, channels, height, width] on its device -> one row of floats per image, [n, width]. `name`: an entry of
  /// the dictionary, or a number in the tuple or list, that the module returns. Empty: the tensor that it returns, the
  /// first of a tuple or list, or of a dictionary the only entry, else `logits` or `out`. Fails where there is no such
  /// output or it has another shape, and says what there is.
  at::Tensor output(const at::Tensor& images, const std::string& name) const;

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
  std::string file_;
};

}  // namespace xil
