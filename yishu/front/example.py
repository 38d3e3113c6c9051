"""The file that `yishu front init` writes."""

from typing import Final

EXAMPLE: Final = """\
# 一数前置交换的配置。改好后先检查：yishu front check -c 本文件；再运行：yishu front run -c 本文件
# Configuration of a front exchange. Check it with `yishu front check -c FILE`, then `yishu front run -c FILE`.
# 相对路径从本文件所在的文件夹算起。Relative paths start from this file's folder.

[node]
url = "https://share.example"           # 节点地址；http:// 只可用于本机 · the node; http:// on this machine only
key_file = "front.key"                  # 存放密钥（ysk_…）的文件，权限 600；或写 key_env = "环境变量名" · or key_env
# ca_file = "ca.pem"                    # 节点证书由自建机构签发时，写其根证书 · root certificate of a private authority

[agent]
state = "state"                         # 状态文件夹，断点和未发完的批次存于此，请放在可靠的磁盘上 · progress is kept here
interval_seconds = 60                   # 每轮之间的间隔 · the pause between rounds

# 发布：本单位的一张 PostgreSQL 表。先全量，此后按 cursor 增量。
# Publish a PostgreSQL table: in full, then by a cursor column.
[[publish]]
name = "stations"                       # 本项的名称，不重复 · a name of your own
resource = "307101001/000001"           # 资源代码，条目须已发布 · the resource's code
postgres = "postgresql://reader@localhost/air"  # 口令写在 ~/.pgpass；或写 postgres_env = "环境变量名" · or postgres_env
table = "public.stations"               # 表或视图 · a table or view
columns = { code = "station_code", name = "station_name" }  # 信息项代码 = 列名 · item = column
cursor = "updated_at"                   # 每次修改都会增大的列；不写则每次变化后发布全表，连同删除
                                        # grows with each change; without it the whole table is sent when it has changed
key = ["station_code"]                  # 与 cursor 一起写：没有两行相同的列 · with a cursor: columns that no two rows share
batch_rows = 20000                      # 每批行数 · rows of a batch
settle_seconds = 10                     # 时间游标只读到若干秒之前，等待尚未提交的事务 · waits for open transactions

# 发布：一张 SQLite 表。 Publish a SQLite table.
# [[publish]]
# name = "permits"
# resource = "307101001/000002"
# sqlite = "/srv/permits.db"
# table = "permits"
# columns = ["id", "holder"]            # 列名与信息项代码相同时 · where both have one name
# cursor = "revision"
# key = ["id"]

# 发布：一个 CSV 文件夹，每个文件发一次；请先写成别的后缀，写完再改名为 .csv。
# Publish a folder of CSV files, each once; write them under another suffix, then rename.
# [[publish]]
# name = "daily"
# resource = "307101001/000003"
# csv_folder = "/srv/daily"
# encoding = "gbk"                      # utf-8、gbk 或 gb18030
# mode = "upsert"                       # 或 replace：文件即全部 · or replace: the file is everything

# 接收：一个已授权批量复制的资源，写入本单位的表；先全量，此后只取变更。
# Receive a granted resource into a table of yours: in full, then only changes.
# [[receive]]
# name = "population"
# resource = "307022001/000123"
# postgres = "postgresql://writer@localhost/civil"  # 或 sqlite = "/srv/civil.db"
# table = "public.population"           # 不存在则按信息项的类型创建 · made with types where it is absent

# 答复：节点就一个对象来问时，从本单位的表中现查现答；资源须在节点以“本单位前置交换”挂接。需要 pip install "yishu[front,front-answers]"。
# Answer: the node asks about one subject at a time, out of a table of yours; at the node the resource is mounted on «our front agent».
# [answering]
# listen = "0.0.0.0:9443"               # 本机监听的地址和端口，只向节点放行 · where to listen; let the node alone through
# origin = "https://front.example:9443" # 节点访问本机的地址，与节点 YISHU_BACKENDS 所写一致 · as the node writes it
# node_key = "…"                        # 节点的公钥：节点地址/api/v1/keys 中的 x，请与节点管理员核对 · the node's public key
# certificate = "cert.pem"              # 证书和私钥；前面另有 HTTPS 代理时不写 · TLS, unless a proxy before it does that
# certificate_key = "cert.key"
# at_once = 8                           # 同时答复几个 · questions at once
# seconds = 3                           # 每个最多几秒 · for one question

# [[answer]]
# resource = "307101001/000004"
# postgres = "postgresql://reader@localhost/air"    # 或 sqlite = "/srv/air.db"
# table = "public.people"
# columns = { id_number = "sfzh", name = "xm" }     # 只答这些信息项，含主键 · these items and no others, the key included
# key = ["id_number"]                   # 主键的信息项；其列须有索引，写法与目录的规范形式一致（如大写、无空格）
#                                       # the key's items; index the column, its values in the normal form of the kind
"""
