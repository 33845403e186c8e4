/** _types and _sysconfig: what the library's types and sysconfig ask of the interpreter. */
import { async_generator_type, coroutine_type, generator_type } from "../objects/generator.js";
import { genericalias_type, union_type } from "../objects/genericalias.js";
import { defineModule, module_type } from "../objects/module.js";
import { namespace_type } from "../objects/namespace.js";
import {
  builtin_type,
  capsule_type,
  cell_type,
  classmethod_descriptor_type,
  code_type,
  ellipsis_type,
  frame_type,
  function_type,
  getset_descriptor_type,
  mappingproxy_type,
  member_descriptor_type,
  method_descriptor_type,
  method_type,
  method_wrapper_type,
  newDict,
  none_type,
  notimplemented_type,
  traceback_type,
  wrapper_descriptor_type,
} from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

registerModule("_types", () =>
  defineModule(
    "_types",
    "Define names for built-in types.",
    {},
    {
      AsyncGeneratorType: async_generator_type,
      BuiltinFunctionType: builtin_type,
      BuiltinMethodType: builtin_type,
      CapsuleType: capsule_type,
      CellType: cell_type,
      ClassMethodDescriptorType: classmethod_descriptor_type,
      CodeType: code_type,
      CoroutineType: coroutine_type,
      EllipsisType: ellipsis_type,
      FrameType: frame_type,
      FunctionType: function_type,
      GeneratorType: generator_type,
      GenericAlias: genericalias_type,
      GetSetDescriptorType: getset_descriptor_type,
      LambdaType: function_type,
      MappingProxyType: mappingproxy_type,
      MemberDescriptorType: member_descriptor_type,
      MethodDescriptorType: method_descriptor_type,
      MethodType: method_type,
      MethodWrapperType: method_wrapper_type,
      ModuleType: module_type,
      NoneType: none_type,
      NotImplementedType: notimplemented_type,
      SimpleNamespace: namespace_type,
      TracebackType: traceback_type,
      UnionType: union_type,
      WrapperDescriptorType: wrapper_descriptor_type,
    },
  ),
);

registerModule("_sysconfig", () =>
  defineModule("_sysconfig", "A helper for the sysconfig module.", {
    config_vars: [
      "($module, /)",
      () => {
        const d = newDict();
        d.setStr("Py_GIL_DISABLED", 0);
        d.setStr("Py_DEBUG", 0);
        return d;
      },
      "A new dict of what only the interpreter knows of its build.",
    ],
  }),
);
