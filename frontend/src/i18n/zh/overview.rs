//! Texts of the page `overview`.

use crate::format::{NBSP, number};
use crate::i18n::overview::Overview;

texts_in! {
    ZH Overview {
        title = "概览";
        attached(when) = format!("接入于 {when}");
        no_description = "没有描述";
        create_topic = "创建主题";
        connect = "连接客户端";
        edit = "编辑实例";
        edit_short = "编辑";
        check = "检查连接";
        detach = "解除接入";
        read_again = "重新读取集群";
        reading = "正在重新读取集群";
        health = "健康状况";
        show_topics = "查看主题";
        show_broker(id) = format!("Broker {id}");
        show_edit = "编辑实例";
        brokers_alive = "存活的 Broker";
        of(all) = format!("/ {all}");
        controller_is(id) = format!("控制器：Broker {id}");
        quorum_leader(id) = format!("仲裁 Leader：节点 {id}");
        controller_unknown = "控制器未知";
        controller_none = "没有控制器";
        partitions = "分区";
        replicas(count) = format!("{} 个副本", number(count));
        partition_share = "分区占上限的比例";
        under_replicated = "副本未同步";
        offline_below(offline, below) =
            format!("{} 个离线，{} 个低于最小 ISR", number(offline), number(below));
        storage = "存储";
        storage_share = "已用存储";
        fullest(id, percent) = format!("最满：Broker {id}，{percent}{NBSP}%");
        no_disk_sizes = "磁盘大小需要 Kafka 3.3";
        topics = "主题";
        groups(count) = format!("{} 个消费组", number(count));
        groups_unknown = "消费组尚未统计";
        messages = "消息数";
        messages_hint = "日志末端 − 日志起始";
        topology = "拓扑";
        leaders = "Leader";
        followers = "Follower";
        out_of_sync = "未同步";
        even_share(share) = format!("平均份额（{share}）");
        rack = "机架";
        no_rack = "无机架";
        broker = "Broker";
        broker_name(id) = format!("Broker {id}");
        state = "状态";
        col_replicas = "副本";
        col_count = "数量";
        col_skew = "倾斜";
        col_skew_title = "与副本平均份额的偏差";
        col_leader_skew = "Leader 倾斜";
        col_leader_skew_title = "与 Leader 平均份额的偏差";
        col_disk = "磁盘";
        col_size = "大小";
        col_size_title = "其副本的字节数";
        bar(leaders, followers, out) = if out == 0 {
            format!("{} 个 Leader，{} 个 Follower", number(leaders), number(followers))
        } else {
            format!("{} 个 Leader，{} 个 Follower，{} 个未同步", number(leaders), number(followers), number(out))
        };
        no_brokers = "尚无已知的 Broker";
        no_brokers_detail = "控制台还没有读取过此集群。请检查连接。";
        disabled = "此实例已停用";
        disabled_detail = "在有人启用它之前，控制台不会连接。";
        disk_of(id) = format!("Broker {id} 的磁盘");
        instance = "实例";
        id = "ID";
        cluster_id = "集群 ID";
        kafka = "Kafka";
        kraft(version) = format!("{version}，KRaft");
        zookeeper(version) = format!("{version}，ZooKeeper");
        provider = "来源";
        attached_provider = "手动接入";
        declared_provider = "由配置文件接入";
        quorum = "仲裁";
        quorum_facts(leader, voters) =
            format!("Leader {leader}，{} 个投票者", number(voters));
        quorum_none = "没有 Leader：正在选举";
        controller = "控制器";
        auto_create = "自动创建主题";
        auto_create_why = "无法从 Broker 读取 auto.create.topics.enable。";
        limit = "分区上限";
        none = "无";
        tags = "标签";
        edit_tags = "编辑标签";
        not_read = "集群没有提供，或尚未读取。";
        quorum_title = "控制器仲裁";
        quorum_small(epoch, high) = format!("Epoch {}，高水位 {}", number(epoch), number(high));
        node = "节点";
        role = "角色";
        role_leader = "Leader";
        role_voter = "投票者";
        role_observer = "观察者";
        log_end = "日志末端";
        lag = "滞后";
        lag_title = "落后于 Leader 的记录数";
        last_fetch = "最近拉取";
        caught_up = "追平时间";
        caught_up_title = "上一次与 Leader 完全一致的时间";
        features = "特性";
        features_hint = "集群已确定的级别";
        feature = "特性";
        level = "级别";
        level_label = "发布版本";
        level_max = "可用最高";
        level_max_title = "所有 Broker 都支持的最高级别";
        connection = "连接";
        bootstrap = "Bootstrap";
        advertised = "公布地址";
        protocol = "安全协议";
        signs_in(mechanism, user) = format!("{mechanism}，控制台的用户为 {user}");
        signs_in_as(user) = format!("控制台的用户为 {user}");
        nobody_signs_in = "不认证";
        encrypted = "已加密";
        not_encrypted = "未加密";
        ca = "CA";
        ca_download = "下载 CA (PEM)";
        ca_for = "可直接用于 Python、Go 和 librdkafka；Java 2.7 及以上版本也支持 PEM。";
        ca_system = "系统的证书颁发机构";
        host_check = "名称校验";
        host_check_off = "关闭：客户端也须关闭";
        client_config = "客户端配置";
        connect_title = "连接客户端";
        connect_lead = "请填入您自己的用户名和密码：它们与控制台使用的不同，控制台也不会显示密码。";
        connect_lead_open = "此监听器不认证：能访问它的人都可以使用。";
        language = "语言";
        java = "Java";
        librdkafka = "librdkafka";
        go = "Go";
        python = "Python";
        file_java = "Java 客户端、Kafka Connect 和命令行工具使用的 client.properties。";
        file_librdkafka = "librdkafka 的配置：C、C++、.NET，以及 Python 和 Go 的 confluent-kafka。";
        file_go = "用于 github.com/twmb/franz-go。";
        file_python = "用于 kafka-python 2.1 及以上版本。";
        setup_note(setup, request, brokers) = format!(
            "建立连接最多用 {setup}，小于请求时限 {request} 除以 {}（Broker 数）：某个 Broker 失效时，客户端仍能及时找到其他 Broker。2.7 之前的 Java 客户端没有该配置：请把 request.timeout.ms 设为 127 秒以上，或把 net.ipv4.tcp_syn_retries 设为 3。",
            number(brokers)
        );
    }
}
