{
  # The examples are extensions: they are built once, against include/ alone.
  "includes": ["ext-examples/examples.gypi"],
  "variables": { "napi_only%": 0 },
  "target_defaults": { "default_configuration": "Release" },
  "targets": [
    {
      "target_name": "moult",
      "sources": ["<!@(node -p \"require('fs').readdirSync('native').concat(...['api', 'cffi'].map(d => require('fs').readdirSync('native/' + d).map(f => d + '/' + f))).filter(f => f.endsWith('.cc')).map(f => 'native/' + f).join(' ')\")"],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")", "include"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_DEPRECATED", "NAPI_DISABLE_CPP_EXCEPTIONS"],
      "cflags": ["-Wall", "-Wextra", "-fvisibility=hidden", "-fno-semantic-interposition", "-g"],
      "cflags_cc": ["-fvisibility-inlines-hidden"],
      "ldflags": ["-Wl,-Bsymbolic"],
      "conditions": [["napi_only==1", { "defines": ["MOULT_NAPI_ONLY"] }]]
    },
    {
      "target_name": "mathematics",
      "sources": ["native/mathematics.cxx"],
      "cflags": ["-Wall", "-Wextra", "-Wno-cast-function-type"]
    },
    {
      "target_name": "crossing",
      "type": "loadable_module",
      "product_prefix": "",
      "product_name": "crossing",
      "sources": ["bench/crossing.c"],
      "include_dirs": ["include"],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra"],
      "target_conditions": [["_type=='loadable_module'", {"product_extension": "abi3.so"}]]
    },
    {
      "target_name": "api",
      "type": "loadable_module",
      "product_prefix": "",
      "product_name": "api",
      "sources": ["bench/api.c"],
      "include_dirs": ["include"],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra"],
      "target_conditions": [["_type=='loadable_module'", {"product_extension": "abi3.so"}]]
    },
    {
      "target_name": "soak",
      "type": "loadable_module",
      "product_prefix": "",
      "product_name": "soak",
      "sources": ["bench/soak.c"],
      "include_dirs": ["include"],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra"],
      "target_conditions": [["_type=='loadable_module'", {"product_extension": "abi3.so"}]]
    }
  ]
}
