//! The way to CMAK's import, and the alias.

use crate::i18n::cmak_words::CmakWords;

texts_in! {
    ZH CmakWords {
        title = "从 CMAK 导入";
        alias = "CMAK 别名";
        alias_hint = "CMAK 的地址（/api/status/…、/clusters/…）使用的名称。留空则使用实例名称。";
    }
}
