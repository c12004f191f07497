<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Yiquan</source>
        <translation>关于医圈</translation>
    </message>
    <message>
        <source>Yiquan {version} shows planners of county health services where facilities of each tier stand, whom they reach and whom they miss. It works without a network. What is modelled or only assumed says so. MIT licence; the data keep the licences of their sources.</source>
        <translation>医圈 {version} 帮助县域医疗卫生规划人员查看各层级机构的位置、服务到的人口和未服务到的人口。无需联网。凡模型估计或仅为推定的内容均有注明。程序采用 MIT 许可；数据沿用各自来源的许可。</translation>
    </message>
</context>
<context>
    <name>AccessControls</name>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Supply</source>
        <translation>供给</translation>
    </message>
    <message>
        <source> km</source>
        <translation> 公里</translation>
    </message>
    <message>
        <source>Catchment radius</source>
        <translation>搜索半径</translation>
    </message>
    <message>
        <source>as the service radius</source>
        <translation>与服务半径相同</translation>
    </message>
    <message>
        <source>Catchment</source>
        <translation>搜索半径</translation>
    </message>
    <message>
        <source>Choose the method</source>
        <translation>选择方法</translation>
    </message>
    <message>
        <source>Choose the supply</source>
        <translation>选择供给</translation>
    </message>
    <message>
        <source>Set the catchment</source>
        <translation>设置搜索半径</translation>
    </message>
    <message>
        <source>Set the zones</source>
        <translation>设置分区</translation>
    </message>
    <message>
        <source>What a facility offers is shared by all who live in its catchment; everybody there counts in full.</source>
        <translation>机构的供给由其搜索半径内的全部人口分享，远近权重相同。</translation>
    </message>
    <message>
        <source>What a facility offers is shared by all who live in its catchment; who lives in a zone farther out counts less.</source>
        <translation>机构的供给由其搜索半径内的人口分享，所在分区越远，权重越小。</translation>
    </message>
    <message>
        <source>What a facility offers is shared by all who live in its catchment; weights fall smoothly with the distance, to nothing at the edge.</source>
        <translation>机构的供给由其搜索半径内的人口分享，权重随距离平滑下降，到边缘为零。</translation>
    </message>
    <message>
        <source>All tiers together: each has its own service radius as its catchment, and weights fall smoothly with the distance.</source>
        <translation>各层级一并计算：每个层级以自己的服务半径为搜索半径，权重随距离平滑下降。</translation>
    </message>
</context>
<context>
    <name>AccessModel</name>
    <message>
        <source>County</source>
        <translation>县（市、区）</translation>
    </message>
    <message>
        <source>Population</source>
        <translation>人口</translation>
    </message>
    <message>
        <source>Census of 2020</source>
        <translation>2020 年人口普查</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>可达性</translation>
    </message>
    <message>
        <source>Supply within reach, shared out, per 1,000 people: mean of the county</source>
        <translation>每千人在搜索半径内分得的供给，全县平均</translation>
    </message>
    <message>
        <source>Without</source>
        <translation>无可达</translation>
    </message>
    <message>
        <source>Share of the people who have no facility within reach; of beds or staff, none that is known to have any</source>
        <translation>搜索半径内没有机构的人口比例；按床位或卫生人员计算时，为搜索半径内没有已知该项数字且大于 0 的机构的人口比例</translation>
    </message>
</context>
<context>
    <name>AddLayer</name>
    <message>
        <source>Adding {file}</source>
        <translation>正在添加 {file}</translation>
    </message>
    <message>
        <source>Add layer</source>
        <translation>添加图层</translation>
    </message>
    <message>
        <source>Use own people</source>
        <translation>使用自己的人口</translation>
    </message>
    <message>
        <source>People from {file}: {count}</source>
        <translation>{file} 的人口：{count} 人</translation>
    </message>
    <message>
        <source>Added {layer}, rows: {rows}, none of them in the provinces or near them: the map stays where it is</source>
        <translation>已添加“{layer}”，{rows} 行，没有一行在四省境内或附近：地图留在原处</translation>
    </message>
    <message>
        <source>Added {layer}, rows: {rows}</source>
        <translation>已添加 {layer}，{rows} 行</translation>
    </message>
    <message>
        <source>Added {layer}, facilities: {rows}, of them in the counties shown: {here}</source>
        <translation>已添加 {layer}：{rows} 个机构，其中 {here} 个在所显示的县内</translation>
    </message>
</context>
<context>
    <name>Analysis</name>
    <message>
        <source>Reading the province</source>
        <translation>正在读取省份数据</translation>
    </message>
    <message>
        <source>Measuring distances</source>
        <translation>正在计算距离</translation>
    </message>
    <message>
        <source>Adding up the units</source>
        <translation>正在汇总各单元</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Service radii</source>
        <translation>服务半径</translation>
    </message>
    <message>
        <source>Facility</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Data doctor</source>
        <translation>数据医生</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>空白区</translation>
    </message>
    <message>
        <source>Access and equity</source>
        <translation>可达与公平</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>医共体</translation>
    </message>
    <message>
        <source>Indicators</source>
        <translation>公开指标</translation>
    </message>
    <message>
        <source>Norms</source>
        <translation>规范</translation>
    </message>
</context>
<context>
    <name>CopyRows</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>CoverageCurve</name>
    <message>
        <source>Coverage curve</source>
        <translation>覆盖曲线</translation>
    </message>
    <message>
        <source>Save the curve as a file…</source>
        <translation>将曲线存为文件…</translation>
    </message>
    <message>
        <source> km</source>
        <translation> 公里</translation>
    </message>
</context>
<context>
    <name>CoverageFigures</name>
    <message>
        <source>Share of the people</source>
        <translation>人口比例</translation>
    </message>
    <message>
        <source>No figures: stopped</source>
        <translation>计算已停止，没有数字</translation>
    </message>
    <message>
        <source>Working out the coverage…</source>
        <translation>正在计算覆盖情况…</translation>
    </message>
    <message>
        <source>Interval: {unknown}</source>
        <translation>区间：{unknown}</translation>
    </message>
    <message>
        <source>Interval: none, every position is taken as exact</source>
        <translation>区间：无，所有位置均按准确处理</translation>
    </message>
    <message>
        <source>Interval: {low} to {high}, as positions are approximate</source>
        <translation>区间：{low} 至 {high}（位置为近似值）</translation>
    </message>
    <message>
        <source>Interval: {low} to {high}; approximate positions make it {high} at most</source>
        <translation>区间：{low} 至 {high}（位置为近似值，最多为 {high}）</translation>
    </message>
    <message>
        <source>Each facility is put at random within its stated position error, {draws} times (seed {seed}), anywhere in that circle being as likely (assumed). 95 % of the shares that result lie in the interval, which is widened where need be to hold the figure. It speaks of positions alone: not of whether a facility exists, nor of how many people live where.</source>
        <translation>在标明的位置误差范围内随机放置每处机构，共 {draws} 次（随机种子 {seed}），并假定圆内各处可能性相同。所得覆盖率的 95 % 落在该区间内；必要时放宽区间，使其包含当前数值。区间只反映位置的不确定性，不涉及机构是否存在，也不涉及人口分布。</translation>
    </message>
    <message>
        <source>Within reach of any tier, each at its own radius: {share}</source>
        <translation>任一层级可达（各按自身半径）：{share}</translation>
    </message>
    <message>
        <source>of the people live within {radius} km</source>
        <translation>的人口居住在 {radius} 公里以内</translation>
    </message>
    <message>
        <source>of the people are reached only beyond {bound} km</source>
        <translation>的人口要到 {bound} 公里以外才有机构可及</translation>
    </message>
    <message>
        <source>{place} · {tier} · {radius} km: {share} covered</source>
        <translation>{place} · {tier} · {radius} 公里：覆盖 {share}</translation>
    </message>
    <message>
        <source>{population} people; no facility of this tier is counted, so nobody is covered.</source>
        <translation>人口 {population}；没有参与统计的同层级机构，因此覆盖人口为零。</translation>
    </message>
    <message>
        <source>{covered} of {population} people covered, {uncovered} not.</source>
        <translation>覆盖 {covered} 人，未覆盖 {uncovered} 人，共 {population} 人。</translation>
    </message>
    <message>
        <source>{covered} of {area} km² within reach ({share}).</source>
        <translation>可达面积 {covered} 平方公里，占 {area} 平方公里的 {share}。</translation>
    </message>
    <message>
        <source>To the nearest: more than {bound} km on average. The facilities that count lie in another part of the world: check the positions in their layer.</source>
        <translation>到最近机构：平均超过 {bound} 公里。计入的机构远在别处，请检查其图层中的位置。</translation>
    </message>
    <message>
        <source>To the nearest: mean {mean} km, median {median}, nine in ten within {p90}, farthest {farthest}.</source>
        <translation>到最近机构：平均 {mean} 公里，中位数 {median}，九成人口在 {p90} 以内，最远 {farthest}。</translation>
    </message>
    <message>
        <source>To have {count} within reach: mean {mean} km, median {median}, nine in ten within {p90}, farthest {farthest}.</source>
        <translation>到第 {count} 近的机构：平均 {mean} 公里，中位数 {median}，九成人口在 {p90} 以内，最远 {farthest}。</translation>
    </message>
</context>
<context>
    <name>CoverageNote</name>
    <message>
        <source>People per cell are modelled from the census of 2020.</source>
        <translation>网格人口由 2020 年人口普查数据模型估计。</translation>
    </message>
    <message>
        <source>People are those of {file}, as given there; those outside the counties shown are not counted.</source>
        <translation>人口为 {file} 所给的数字；所显示的县以外的人没有计入。</translation>
    </message>
    <message>
        <source>Facilities: {count}.</source>
        <translation>机构 {count} 个。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Facilities: {count} ({statuses}).</source>
        <translation>机构 {count} 个（{statuses}）。</translation>
    </message>
    <message>
        <source>{share} of them are only assumed to exist, and their positions are approximate: read the coverage as an estimate.</source>
        <translation>其中 {share} 仅为推定，位置也是近似的：覆盖率请作估计值看待。</translation>
    </message>
    <message>
        <source>The file of {layers} is missing: its facilities are not counted.</source>
        <translation>“{layers}”的文件缺失，其中的机构未计入。</translation>
    </message>
    <message>
        <source>{count} townships without a known position are not on the map.</source>
        <translation>另有 {count} 个乡镇位置未知，未上图。</translation>
    </message>
    <message>
        <source>The bundled list is far from complete for: {tiers}. Those it lacks are not counted, so the true coverage is probably higher.</source>
        <translation>内置名录中以下层级远不完整：{tiers}。缺失的机构未计入，实际覆盖率可能更高。</translation>
    </message>
</context>
<context>
    <name>CoveragePanel</name>
    <message>
        <source>Work it out again</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>Set radius</source>
        <translation>设置半径</translation>
    </message>
</context>
<context>
    <name>CriterionRow</name>
    <message>
        <source>Tiers that count</source>
        <translation>计入的层级</translation>
    </message>
    <message>
        <source>Facilities within reach, at least</source>
        <translation>至少可达的机构数</translation>
    </message>
    <message>
        <source>Count all hospitals</source>
        <translation>全部医院计入</translation>
    </message>
    <message>
        <source>Hospitals for some patients alone too: women and children, psychiatric, infectious, cancer, dental, eye and others. Without it, those that take patients of every kind count; the others are on the map all the same.</source>
        <translation>只收治部分病人的医院（妇幼、儿童、精神、传染、肿瘤、口腔、眼科等）也计入。不选时只计各类病人都收治的医院，其余医院地图上仍标出。</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>Choose the tiers that count</source>
        <translation>选择计入的层级</translation>
    </message>
    <message>
        <source>Set the number of facilities</source>
        <translation>设置机构数量</translation>
    </message>
    <message>
        <source>Choose the hospitals that count</source>
        <translation>选择计入的医院</translation>
    </message>
    <message>
        <source>facility within reach</source>
        <translation>处机构可达</translation>
    </message>
    <message>
        <source>facilities within reach</source>
        <translation>处机构可达</translation>
    </message>
</context>
<context>
    <name>DatabaseDialog</name>
    <message>
        <source>Open a database table</source>
        <translation>打开数据库表</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>schema.table; empty to choose from a list</source>
        <translation>模式.表；留空则从列表中选择</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>A PostGIS database, read only. Nothing of what you enter here is stored; the connection begins with postgresql://</source>
        <translation>PostGIS 数据库，只读。这里输入的内容都不会保存；连接以 postgresql:// 开头</translation>
    </message>
</context>
<context>
    <name>DoctorAnalysis</name>
    <message>
        <source>Checking {file}</source>
        <translation>正在检查 {file}</translation>
    </message>
</context>
<context>
    <name>DoctorPanel</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>另存为文件…</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Open a file of your own to have it checked.</source>
        <translation>打开自己的文件后，这里会列出可疑之处。</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Checking was stopped.</source>
        <translation>检查已停止。</translation>
    </message>
    <message>
        <source>{file}: nothing doubtful in {count} records.</source>
        <translation>{file}：{count} 条记录没有可疑之处。</translation>
    </message>
    <message>
        <source>{file}: {doubtful} of {count} records are doubtful or were mended.</source>
        <translation>{file}：{count} 条记录中有 {doubtful} 条可疑或已修正。</translation>
    </message>
    <message>
        <source>Record {number}</source>
        <translation>第 {number} 条记录</translation>
    </message>
    <message>
        <source>{record}: not on the map</source>
        <translation>{record}：不在地图上</translation>
    </message>
    <message>
        <source>… and {count} more in the saved file</source>
        <translation>…另有 {count} 条，见保存的文件</translation>
    </message>
</context>
<context>
    <name>EditList</name>
    <message>
        <source>Changes supposed</source>
        <translation>假设的改动</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>收回此项</translation>
    </message>
    <message>
        <source>Take back the change chosen in the list</source>
        <translation>收回列表中选定的改动</translation>
    </message>
    <message>
        <source>Undo all edits</source>
        <translation>收回全部改动</translation>
    </message>
    <message>
        <source>What-if: changes made</source>
        <translation>假设方案：已作的改动</translation>
    </message>
</context>
<context>
    <name>EquityAnalysis</name>
    <message>
        <source>Working out access</source>
        <translation>计算可达性</translation>
    </message>
</context>
<context>
    <name>EquityPanel</name>
    <message>
        <source>Work it out again</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>Access by county</source>
        <translation>各县可达性</translation>
    </message>
    <message>
        <source>Save as a file</source>
        <translation>另存为文件</translation>
    </message>
    <message>
        <source>Table of counties…</source>
        <translation>各县表格…</translation>
    </message>
    <message>
        <source>Table of groups…</source>
        <translation>各人群表格…</translation>
    </message>
    <message>
        <source>No figures: stopped</source>
        <translation>计算已停止，没有数字</translation>
    </message>
    <message>
        <source>Access is not known</source>
        <translation>可达性未知</translation>
    </message>
    <message>
        <source>Working out access…</source>
        <translation>正在计算可达性…</translation>
    </message>
    <message>
        <source>{where}: no facility is counted, so nobody has access.</source>
        <translation>{where}：没有计入的机构，所有人都没有可达机构。</translation>
    </message>
    <message>
        <source>{where}: {rate} {supply} per 1,000 people; {share} have none within reach</source>
        <translation>{where}：每千人 {rate} {supply}，{share} 的人搜索半径内没有机构</translation>
    </message>
    <message>
        <source>{where}: {rate} {supply} per 1,000 people; {share} reach no facility known to have beds</source>
        <translation>{where}：每千人 {rate} {supply}，{share} 的人搜索半径内没有床位数已知且大于 0 的机构</translation>
    </message>
    <message>
        <source>{where}: {rate} {supply} per 1,000 people; {share} reach no facility known to have staff</source>
        <translation>{where}：每千人 {rate} {supply}，{share} 的人搜索半径内没有卫生人员数已知且大于 0 的机构</translation>
    </message>
    <message>
        <source>{tier} · {radius} km</source>
        <translation>{tier} · {radius} 公里</translation>
    </message>
    <message>
        <source>facilities</source>
        <translation>处机构</translation>
    </message>
    <message>
        <source>beds</source>
        <translation>张床位</translation>
    </message>
    <message>
        <source>staff</source>
        <translation>名卫生人员</translation>
    </message>
    <message>
        <source>{assumed} of {count} facilities are only assumed to exist.</source>
        <translation>{count} 处机构中有 {assumed} 处仅为推定存在。</translation>
    </message>
    <message>
        <source>With nobody in their catchment: {count}.</source>
        <translation>搜索半径内无人居住的机构：{count} 处。</translation>
    </message>
    <message>
        <source>Left out for lack of figures on beds: {count}.</source>
        <translation>缺少床位数而未计入的机构：{count} 处。</translation>
    </message>
    <message>
        <source>Left out for lack of figures on staff: {count}.</source>
        <translation>缺少卫生人员数而未计入的机构：{count} 处。</translation>
    </message>
    <message>
        <source>Assumed: each facility offers as much as any other.</source>
        <translation>假设每处机构的供给相同。</translation>
    </message>
    <message>
        <source>Assumed: the zones and their weights.</source>
        <translation>分区及其权重为假设值。</translation>
    </message>
    <message>
        <source>Assumed: the catchment radii.</source>
        <translation>搜索半径为假设值。</translation>
    </message>
    <message>
        <source>Distances are straight lines.</source>
        <translation>距离为直线距离。</translation>
    </message>
    <message>
        <source>Of these people no groups are known.</source>
        <translation>这些人口没有分组资料。</translation>
    </message>
    <message>
        <source>Modelled: people per cell from the census of 2020; those of 65 and more by the share of their county; urban people where a county is densest.</source>
        <translation>以下为模型推算：格网人口（据 2020 年人口普查）；65 岁及以上人口（按所在县的占比）；城镇人口（县内人口最密处优先）。</translation>
    </message>
</context>
<context>
    <name>FacilityPanel</name>
    <message>
        <source>Click a facility on the map to see what is known of it.</source>
        <translation>点击地图上的机构，查看已知信息。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>层级</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>County</source>
        <translation>县（市、区）</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Position from</source>
        <translation>位置来源</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>收治</translation>
    </message>
    <message>
        <source>Beds</source>
        <translation>床位</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>医共体</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Supported by {name}</source>
        <translation>由{name}支援</translation>
    </message>
    <message>
        <source>being worked out…</source>
        <translation>正在推算…</translation>
    </message>
    <message>
        <source>in no network</source>
        <translation>不属于任何医共体</translation>
    </message>
    <message>
        <source>{network} ({known})</source>
        <translation>{network}（{known}）</translation>
    </message>
    <message>
        <source>a published source names it</source>
        <translation>有公开报道</translation>
    </message>
    <message>
        <source>it stands in OpenStreetMap</source>
        <translation>见于 OpenStreetMap</translation>
    </message>
    <message>
        <source>assumed to exist by policy; no source names it</source>
        <translation>按政策推定存在，没有来源提到</translation>
    </message>
    <message>
        <source>from your own file</source>
        <translation>来自您的文件</translation>
    </message>
    <message>
        <source>supposed by you; not a real facility</source>
        <translation>由您假设，并非真实机构</translation>
    </message>
    <message>
        <source>{status} ({meaning})</source>
        <translation>{status}（{meaning}）</translation>
    </message>
    <message>
        <source>{position} (error not known)</source>
        <translation>{position}（误差未知）</translation>
    </message>
    <message>
        <source>{position} (within {error} km)</source>
        <translation>{position}（误差 {error} 公里以内）</translation>
    </message>
</context>
<context>
    <name>GapAnalysis</name>
    <message>
        <source>Looking for gaps</source>
        <translation>正在查找空白区</translation>
    </message>
    <message>
        <source>Outlining the gaps</source>
        <translation>正在勾画空白区</translation>
    </message>
</context>
<context>
    <name>GapsModel</name>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人群</translation>
    </message>
    <message>
        <source>km²</source>
        <translation>平方公里</translation>
    </message>
    <message>
        <source>Mean km</source>
        <translation>平均(公里)</translation>
    </message>
    <message>
        <source>Max km</source>
        <translation>最远(公里)</translation>
    </message>
    <message>
        <source>Rank by people</source>
        <translation>按人口排名</translation>
    </message>
    <message>
        <source>The county, and the township whose known position is nearest</source>
        <translation>所在县，以及已知位置最近的乡镇</translation>
    </message>
    <message>
        <source>People out of reach (modelled cells)</source>
        <translation>不可达人口（模型格网）</translation>
    </message>
    <message>
        <source>Land of the gap&apos;s cells, inhabited or not</source>
        <translation>空白区格网的土地面积，不论是否有人居住</translation>
    </message>
    <message>
        <source>Mean distance of its people to the facility that decides</source>
        <translation>区内人口到所要求机构的平均距离</translation>
    </message>
    <message>
        <source>Distance of the person who lives farthest from it</source>
        <translation>居住最远者的距离</translation>
    </message>
</context>
<context>
    <name>GapsPanel</name>
    <message>
        <source>Work it out again</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>Keep on the map</source>
        <translation>保留在地图上</translation>
    </message>
    <message>
        <source>Outline the gaps also while this panel is not seen</source>
        <translation>此面板不显示时，也在地图上勾画空白区</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>另存为文件…</translation>
    </message>
    <message>
        <source>Gaps in coverage</source>
        <translation>覆盖空白区</translation>
    </message>
    <message>
        <source>All gaps</source>
        <translation>全部空白区</translation>
    </message>
    <message>
        <source>Gaps of {people} people or more</source>
        <translation>{people} 人及以上的空白区</translation>
    </message>
    <message>
        <source>Gaps listed</source>
        <translation>列出的空白区</translation>
    </message>
    <message>
        <source>Looking for gaps…</source>
        <translation>正在查找空白区…</translation>
    </message>
    <message>
        <source>No gaps found: stopped</source>
        <translation>未查找空白区：已停止</translation>
    </message>
    <message>
        <source>No gaps: everybody lives within {radius} km.</source>
        <translation>没有空白区：所有人都居住在 {radius} 公里以内。</translation>
    </message>
    <message>
        <source>No facility is counted, so all {people} people are out of reach, county by county.</source>
        <translation>没有计入任何机构，全部 {people} 人均不可达，以下按县列出。</translation>
    </message>
    <message>
        <source>{count} gaps, {people} people out of reach</source>
        <translation>空白区 {count} 处，共 {people} 人不可达</translation>
    </message>
    <message>
        <source>listed: {count} gaps, {people} people</source>
        <translation>列出 {count} 处，共 {people} 人</translation>
    </message>
    <message>
        <source>On the map: the {count} gaps with the most people.</source>
        <translation>地图上只勾画人口最多的 {count} 处。</translation>
    </message>
</context>
<context>
    <name>GroupTable</name>
    <message>
        <source>Equity of access by group of people</source>
        <translation>各人群的可达公平性</translation>
    </message>
    <message>
        <source>{people} people</source>
        <translation>{people} 人</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人群</translation>
    </message>
    <message>
        <source>Groups are modelled within a county</source>
        <translation>县内的人群分布为模型推算</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>可达性</translation>
    </message>
    <message>
        <source>Mean supply per 1,000 people of the group</source>
        <translation>该人群每千人平均供给</translation>
    </message>
    <message>
        <source>Gini</source>
        <translation>基尼系数</translation>
    </message>
    <message>
        <source>0 where everybody has the same, towards 1 where few have all</source>
        <translation>人人相同为 0，越接近 1 越集中于少数人</translation>
    </message>
    <message>
        <source>Theil</source>
        <translation>泰尔指数</translation>
    </message>
    <message>
        <source>Theil&apos;s T: 0 where everybody has the same; the two parts beside it add up</source>
        <translation>泰尔指数 T：人人相同为 0；等于右侧两部分之和</translation>
    </message>
    <message>
        <source>Between</source>
        <translation>市州间</translation>
    </message>
    <message>
        <source>Part of Theil&apos;s T between prefectures</source>
        <translation>泰尔指数中市州之间的部分</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>市州内</translation>
    </message>
    <message>
        <source>Part of Theil&apos;s T within prefectures</source>
        <translation>泰尔指数中市州内部的部分</translation>
    </message>
    <message>
        <source>Without</source>
        <translation>无可达</translation>
    </message>
    <message>
        <source>Share of the group with no facility within reach; of beds or staff, with none that is known to have any</source>
        <translation>该人群中搜索半径内没有机构的比例；按床位或卫生人员计算时，为搜索半径内没有已知该项数字且大于 0 的机构的比例</translation>
    </message>
</context>
<context>
    <name>HowRead</name>
    <message>
        <source>As found</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Datum</source>
        <translation>大地基准</translation>
    </message>
    <message>
        <source>System</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <source>{datum}: {hits} of {tested} places fall in the county they name</source>
        <translation>{datum}：{tested} 处地点中有 {hits} 处落在其所属的县内</translation>
    </message>
    <message>
        <source>Coordinate system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <source>Choose one, or type its EPSG code, such as EPSG:4547</source>
        <translation>从中选择，或输入 EPSG 代码，例如 EPSG:4547</translation>
    </message>
    <message>
        <source>{system}, around {lon}° E, {lat}° N</source>
        <translation>{system}，位于东经 {lon}°、北纬 {lat}° 一带</translation>
    </message>
    <message>
        <source>Longitude and latitude (EPSG:4326)</source>
        <translation>经纬度（EPSG:4326）</translation>
    </message>
    <message>
        <source>CGCS2000, central meridian {degrees}° ({code})</source>
        <translation>CGCS2000，中央经线 {degrees}°（{code}）</translation>
    </message>
    <message>
        <source>{name} ({code})</source>
        <translation>{name}（{code}）</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Add a layer</source>
        <translation>添加图层</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>How the file was read</source>
        <translation>文件的读取方式</translation>
    </message>
    <message>
        <source>Add all the same</source>
        <translation>仍要添加</translation>
    </message>
    <message>
        <source>the four provinces</source>
        <translation>四省</translation>
    </message>
    <message>
        <source>None of the {count} records lies in {place} or near it: they would reach nobody there. Some lie in other provinces; choose the province in the panel of layers.</source>
        <translation>{count} 条记录没有一条在{place}境内或附近，添加后当地无人可及。其中有些在其他省，请在图层面板中选择相应的省。</translation>
    </message>
    <message>
        <source>None of the {count} records lies in {place} or near it: they would reach nobody there. Check the columns of longitude and latitude and the coordinate system.</source>
        <translation>{count} 条记录没有一条在{place}境内或附近，添加后当地无人可及。请检查经度列、纬度列和坐标系。</translation>
    </message>
    <message>
        <source>Reading {file}</source>
        <translation>正在读取 {file}</translation>
    </message>
    <message>
        <source>Reading was stopped. Choose anew to go on.</source>
        <translation>读取已停止。请重新选择以继续。</translation>
    </message>
    <message>
        <source>Or choose the coordinate system here, under “System”.</source>
        <translation>也可以在这里的“坐标系”中选择。</translation>
    </message>
    <message>
        <source>Or choose here which columns hold longitude and latitude.</source>
        <translation>也可以在这里选择存放经度和纬度的列。</translation>
    </message>
    <message>
        <source>points</source>
        <translation>点</translation>
    </message>
    <message>
        <source>lines</source>
        <translation>线</translation>
    </message>
    <message>
        <source>polygons</source>
        <translation>面</translation>
    </message>
    <message>
        <source>{count} rows, {kind}</source>
        <translation>{count} 行，{kind}</translation>
    </message>
    <message>
        <source>How it is read</source>
        <translation>读取方式</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
</context>
<context>
    <name>IndicatorAnalysis</name>
    <message>
        <source>Comparing published indicators</source>
        <translation>正在对照公开指标</translation>
    </message>
</context>
<context>
    <name>IndicatorBars</name>
    <message>
        <source>Published figures of several places</source>
        <translation>各地的公开指标</translation>
    </message>
</context>
<context>
    <name>IndicatorsPanel</name>
    <message>
        <source>Search: figure, place, report</source>
        <translation>查找：指标、地方、报道</translation>
    </message>
    <message>
        <source>Search published figures</source>
        <translation>查找公开指标</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>另存为文件…</translation>
    </message>
    <message>
        <source>Work it out again</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>Published figures by place</source>
        <translation>各地公开指标</translation>
    </message>
    <message>
        <source>Places shown</source>
        <translation>所列各地</translation>
    </message>
    <message>
        <source>Tick the places to compare; double-click one to go there</source>
        <translation>勾选要并列的地方；双击可在地图上定位</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>All themes</source>
        <translation>全部主题</translation>
    </message>
    <message>
        <source>The chosen figures, their reasons and reports</source>
        <translation>所选指标的说明与报道来源</translation>
    </message>
    <message>
        <source>Choose a figure to read where it comes from.</source>
        <translation>选中一项指标，可查看其来源和计算值的说明。</translation>
    </message>
    <message>
        <source>No place is ticked: tick one or more to see their figures.</source>
        <translation>没有勾选任何地方：请勾选一个或几个，查看其指标。</translation>
    </message>
    <message>
        <source>No figure of the places ticked fits the search.</source>
        <translation>所勾选的地方没有符合条件的指标。</translation>
    </message>
    <message>
        <source>{figures} figures of {places} places; {computed} with a computed one</source>
        <translation>{places} 个地方的 {figures} 项指标，其中 {computed} 项有计算值</translation>
    </message>
    <message>
        <source>Choose {province} or all four provinces to see this place on the map.</source>
        <translation>要在地图上查看这个地方，请先选择{province}或四省合计。</translation>
    </message>
    <message>
        <source>No chart: the places give it in different units.</source>
        <translation>各地所用单位不同，不能作图并列。</translation>
    </message>
</context>
<context>
    <name>Launch</name>
    <message>
        <source>Yiquan</source>
        <translation>医圈</translation>
    </message>
    <message>
        <source>Reading the maps and the facilities…</source>
        <translation>正在读入地图与机构…</translation>
    </message>
    <message>
        <source>Preparing the figures…</source>
        <translation>正在准备计算…</translation>
    </message>
</context>
<context>
    <name>LayerChoice</name>
    <message>
        <source>Choose layers</source>
        <translation>选择图层</translation>
    </message>
    <message>
        <source>“{file}” holds several layers. Open which?</source>
        <translation>“{file}”里有多个图层。打开哪些？</translation>
    </message>
    <message>
        <source>Layers of the file</source>
        <translation>文件中的图层</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>points</source>
        <translation>点</translation>
    </message>
    <message>
        <source>lines</source>
        <translation>线</translation>
    </message>
    <message>
        <source>polygons</source>
        <translation>面</translation>
    </message>
    <message>
        <source>raster</source>
        <translation>栅格</translation>
    </message>
    <message>
        <source>{count} rows</source>
        <translation>{count} 行</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{name} ({told})</source>
        <translation>{name}（{told}）</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Population per km² (modelled)</source>
        <translation>每平方公里人口（模型估计）</translation>
    </message>
    <message>
        <source>Census totals of 2020 spread over cells of about 1 km: modelled, not counted</source>
        <translation>把 2020 年普查人口分摊到约 1 公里的网格：模型估计，并非实数</translation>
    </message>
    <message>
        <source>Province</source>
        <translation>省份</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Colour, zoom and more of the layer chosen in the list</source>
        <translation>对列表中选中的图层：颜色、缩放等</translation>
    </message>
    <message>
        <source>Facilities</source>
        <translation>机构数</translation>
    </message>
    <message>
        <source>By status</source>
        <translation>按状态</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Choose province</source>
        <translation>选择省份</translation>
    </message>
    <message>
        <source>Show population</source>
        <translation>显示人口</translation>
    </message>
    <message>
        <source>Show layer</source>
        <translation>显示图层</translation>
    </message>
    <message>
        <source>Colour of the layer</source>
        <translation>图层颜色</translation>
    </message>
    <message>
        <source>Set colour</source>
        <translation>设置颜色</translation>
    </message>
    <message>
        <source>Zoom to layer</source>
        <translation>缩放到图层</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>另存为文件…</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>颜色…</translation>
    </message>
    <message>
        <source>Counted in the figures</source>
        <translation>参与统计</translation>
    </message>
    <message>
        <source>Find the file…</source>
        <translation>重新指定文件…</translation>
    </message>
    <message>
        <source>Remove layer</source>
        <translation>移除图层</translation>
    </message>
    <message>
        <source>Count layer</source>
        <translation>图层参与统计</translation>
    </message>
    <message>
        <source>file missing</source>
        <translation>文件缺失</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>不参与统计</translation>
    </message>
</context>
<context>
    <name>LorenzCurves</name>
    <message>
        <source>Lorenz curves of access</source>
        <translation>可达性洛伦兹曲线</translation>
    </message>
    <message>
        <source>Share of all access</source>
        <translation>可达性累计占比</translation>
    </message>
    <message>
        <source>Share of people, those with the least access first</source>
        <translation>人口累计占比（可达性由低到高）</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;New project</source>
        <translation>新建项目(&amp;N)</translation>
    </message>
    <message>
        <source>Open &amp;project…</source>
        <translation>打开项目(&amp;P)…</translation>
    </message>
    <message>
        <source>Open &amp;recent project</source>
        <translation>最近的项目(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save project</source>
        <translation>保存项目(&amp;S)</translation>
    </message>
    <message>
        <source>Save project &amp;as…</source>
        <translation>项目另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Open a file…</source>
        <translation>打开文件(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a &amp;folder of files…</source>
        <translation>打开文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Open a &amp;database table…</source>
        <translation>打开数据库表(&amp;D)…</translation>
    </message>
    <message>
        <source>Save the chosen &amp;layer as…</source>
        <translation>将所选图层另存为(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Whole province</source>
        <translation>全省范围(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Reset the panels</source>
        <translation>恢复面板布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Data sources and licences</source>
        <translation>数据来源与许可(&amp;D)</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;About Yiquan</source>
        <translation>关于医圈(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>Save the &amp;map as a picture…</source>
        <translation>地图存为图片(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>MapNotice</name>
    <message>
        <source>Draw the map again</source>
        <translation>重新绘制地图</translation>
    </message>
    <message>
        <source>The map page could not be loaded.</source>
        <translation>地图页面未能载入。</translation>
    </message>
    <message>
        <source>The process that draws the map has stopped.</source>
        <translation>绘制地图的进程已停止。</translation>
    </message>
    <message>
        <source>The map has not been drawn in time.</source>
        <translation>地图未能按时画出。</translation>
    </message>
    <message>
        <source>The figures in the panels are not affected. Draw the map again; if that does not help, set QTWEBENGINE_CHROMIUM_FLAGS=--disable-gpu and restart the program.</source>
        <translation>面板中的数字不受影响。请重新绘制地图；若仍不行，请设置环境变量 QTWEBENGINE_CHROMIUM_FLAGS=--disable-gpu 后重启程序。</translation>
    </message>
</context>
<context>
    <name>MapSync</name>
    <message>
        <source>Drawing the map</source>
        <translation>正在绘制地图</translation>
    </message>
    <message>
        <source>No record of {layer} lies in the provinces or near them: the map stays where it is</source>
        <translation>“{layer}”没有一条记录在四省境内或附近：地图留在原处</translation>
    </message>
    <message>
        <source>This lies neither in the provinces nor near them: the map stays where it is</source>
        <translation>该处不在四省境内或附近：地图留在原处</translation>
    </message>
</context>
<context>
    <name>NetworkAnalysis</name>
    <message>
        <source>Putting the networks together</source>
        <translation>正在组建医共体</translation>
    </message>
</context>
<context>
    <name>NetworkChoice</name>
    <message>
        <source>Filter by name or hospital</source>
        <translation>按名称或医院筛选</translation>
    </message>
    <message>
        <source>Filter the networks</source>
        <translation>筛选医共体</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>医共体</translation>
    </message>
    <message>
        <source>{name} (assumed)</source>
        <translation>{name}（推定）</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>不显示医共体</translation>
    </message>
</context>
<context>
    <name>NetworkEditList</name>
    <message>
        <source>Changes of networks</source>
        <translation>医共体调整</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>收回此项</translation>
    </message>
    <message>
        <source>Take back the change chosen in the list</source>
        <translation>收回列表中选定的改动</translation>
    </message>
    <message>
        <source>Take back all of this network</source>
        <translation>收回对本医共体的全部调整</translation>
    </message>
    <message>
        <source>Take back everything said of the network chosen above</source>
        <translation>收回对上方所选医共体所做的全部调整</translation>
    </message>
    <message>
        <source>Take back everything</source>
        <translation>全部收回</translation>
    </message>
    <message>
        <source>Changes of networks: {count}</source>
        <translation>医共体调整：{count} 项</translation>
    </message>
    <message>
        <source>Changes of networks: {count}, the last {shown} shown</source>
        <translation>医共体调整：{count} 项，显示最近 {shown} 项</translation>
    </message>
</context>
<context>
    <name>NetworkEditPanel</name>
    <message>
        <source>Move to another network</source>
        <translation>改归其他医共体</translation>
    </message>
    <message>
        <source>Make it a lead hospital</source>
        <translation>设为牵头医院</translation>
    </message>
    <message>
        <source>Make it a plain member</source>
        <translation>改为成员单位</translation>
    </message>
    <message>
        <source>New network led by it…</source>
        <translation>由其牵头新建…</translation>
    </message>
    <message>
        <source>Kind of the new link</source>
        <translation>新联系的类型</translation>
    </message>
    <message>
        <source>Add a link…</source>
        <translation>添加联系…</translation>
    </message>
    <message>
        <source>Upper facility of the link</source>
        <translation>联系的上级机构</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Links of the facility</source>
        <translation>该机构的联系</translation>
    </message>
    <message>
        <source>Remove link</source>
        <translation>移除联系</translation>
    </message>
    <message>
        <source>Rename the network…</source>
        <translation>重命名医共体…</translation>
    </message>
    <message>
        <source>Dissolve the network</source>
        <translation>解散医共体</translation>
    </message>
    <message>
        <source>Read a network table…</source>
        <translation>读入医共体名单…</translation>
    </message>
    <message>
        <source>A spreadsheet or text table with a column of facilities and one of network, lead or upper facility. “remove” before a kind of link, as in “remove trusteeship”, takes that link away; “remove” alone, all links to the upper facility.</source>
        <translation>表格需有机构一列，以及医共体、牵头医院、上级机构中的一列。联系类型前写“取消”（如“取消托管”）可去掉该联系；只写“取消”则去掉与上级机构的全部联系。</translation>
    </message>
    <message>
        <source>Putting the networks together…</source>
        <translation>正在组建医共体…</translation>
    </message>
    <message>
        <source>The facility selected does not count, so it is in no network.</source>
        <translation>所选机构不计入统计，因此不属于任何医共体。</translation>
    </message>
    <message>
        <source>Select a facility on the map or above to change where it belongs.</source>
        <translation>请在地图或上方列表中选择机构，再调整其归属。</translation>
    </message>
    <message>
        <source>{name} ({tier}): in no network</source>
        <translation>{name}（{tier}）：不在任何医共体</translation>
    </message>
    <message>
        <source>{name} ({tier}): {role} of “{network}”, {known}</source>
        <translation>{name}（{tier}）：“{network}”的{role}，{known}</translation>
    </message>
    <message>
        <source>Select a facility, and choose a network above</source>
        <translation>请先选择机构，并在上方选择医共体</translation>
    </message>
    <message>
        <source>Have it lead the network chosen above, though no county hospital</source>
        <translation>由其牵头上方所选的医共体（其层级低于县级医院）</translation>
    </message>
    <message>
        <source>Have it lead the network chosen above</source>
        <translation>由其牵头上方所选的医共体</translation>
    </message>
    <message>
        <source>Move to…</source>
        <translation>改归…</translation>
    </message>
    <message>
        <source>{network} (another county)</source>
        <translation>{network}（其他县）</translation>
    </message>
    <message>
        <source>In no network</source>
        <translation>不归入任何医共体</translation>
    </message>
    <message>
        <source>No links</source>
        <translation>没有联系</translation>
    </message>
    <message>
        <source>Or choose the upper facility here…</source>
        <translation>或在此选择上级机构…</translation>
    </message>
    <message>
        <source>{kind}: click the facility on the map that {name} is to be linked to. Esc cancels.</source>
        <translation>{kind}：请在地图上点选与“{name}”联系的上级机构。按 Esc 取消。</translation>
    </message>
    <message>
        <source>Name of the new network, led by {name}:</source>
        <translation>由“{name}”牵头的新医共体名称：</translation>
    </message>
    <message>
        <source>It is of a lower tier than a county hospital; few such lead a network.</source>
        <translation>其层级低于县级医院，一般不牵头医共体。</translation>
    </message>
    <message>
        <source>{name} network</source>
        <translation>{name}医共体</translation>
    </message>
    <message>
        <source>New network</source>
        <translation>新建医共体</translation>
    </message>
    <message>
        <source>Rename the network</source>
        <translation>重命名医共体</translation>
    </message>
    <message>
        <source>Name of the network:</source>
        <translation>医共体名称：</translation>
    </message>
</context>
<context>
    <name>NetworkEditor</name>
    <message>
        <source>Move to another network</source>
        <translation>改归其他医共体</translation>
    </message>
    <message>
        <source>Make it a lead hospital</source>
        <translation>设为牵头医院</translation>
    </message>
    <message>
        <source>New network</source>
        <translation>新建医共体</translation>
    </message>
    <message>
        <source>Rename the network</source>
        <translation>重命名医共体</translation>
    </message>
    <message>
        <source>Dissolve the network</source>
        <translation>解散医共体</translation>
    </message>
    <message>
        <source>Add a link</source>
        <translation>添加联系</translation>
    </message>
    <message>
        <source>Remove a link</source>
        <translation>移除联系</translation>
    </message>
    <message>
        <source>Take back what was said of networks</source>
        <translation>收回医共体调整</translation>
    </message>
</context>
<context>
    <name>NetworkFigures</name>
    <message>
        <source>Counting the people of the networks</source>
        <translation>正在统计医共体服务人口</translation>
    </message>
    <message>
        <source>Outlining the catchment</source>
        <translation>正在勾画服务片区</translation>
    </message>
    <message>
        <source>Looking for what cannot be lost</source>
        <translation>正在查找不可或缺的机构</translation>
    </message>
</context>
<context>
    <name>NetworkModel</name>
    <message>
        <source>Facility</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Tier and role</source>
        <translation>层级与角色</translation>
    </message>
    <message>
        <source>Belongs</source>
        <translation>成员依据</translation>
    </message>
    <message>
        <source>How it is known to belong to the network</source>
        <translation>依据什么认定其属于该医共体</translation>
    </message>
    <message>
        <source>km</source>
        <translation>公里</translation>
    </message>
    <message>
        <source>Straight-line distance to the facility above it; of a supporter, to the nearest facility that it supports</source>
        <translation>到上级机构的直线距离；支援医院则为到其最近受援机构的距离</translation>
    </message>
    <message>
        <source>Supporters from outside</source>
        <translation>外部支援医院</translation>
    </message>
    <message>
        <source>no name recorded</source>
        <translation>名称未记录</translation>
    </message>
    <message>
        <source>Belongs: {known}</source>
        <translation>成员依据：{known}</translation>
    </message>
    <message>
        <source>said by you</source>
        <translation>由您指定</translation>
    </message>
</context>
<context>
    <name>NetworkSummary</name>
    <message>
        <source>Published lead hospitals that are not on the map: {names}</source>
        <translation>已公布但地图上没有的牵头医院：{names}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>No report tells of this network or of the area it is in.</source>
        <translation>没有公开报道涉及该医共体或其所在地区。</translation>
    </message>
    <message>
        <source>{record}: {figure}</source>
        <translation>{record}：{figure}</translation>
    </message>
    <message>
        <source>Leads: {leads}; members: {members}, of which {assumed} assumed; supporters: {supporters}</source>
        <translation>牵头医院 {leads} 家；成员 {members} 家，其中推定 {assumed} 家；支援医院 {supporters} 家</translation>
    </message>
    <message>
        <source>Counting its people…</source>
        <translation>正在统计服务人口…</translation>
    </message>
    <message>
        <source>People: stopped</source>
        <translation>服务人口：统计已停止</translation>
    </message>
    <message>
        <source>Nobody lives in its catchment.</source>
        <translation>服务片区内无常住人口。</translation>
    </message>
    <message>
        <source>Catchment (assumed: nearest lead or township hospital): {people} people, of whom {nearer} ({share}) live nearer to a lead of another network</source>
        <translation>服务片区（推定：就近归属牵头医院或乡镇卫生院）人口 {people} 人，其中 {nearer} 人（{share}）离其他医共体的牵头医院更近</translation>
    </message>
    <message>
        <source>Single points of failure ({tiers}): none within the service radii</source>
        <translation>单点依赖（{tiers}）：服务半径内无人只依赖一家机构</translation>
    </message>
    <message>
        <source>Without {name}, {people} people would have no {tier} within {radius} km</source>
        <translation>若失去{name}，{people} 人在 {radius} 公里内将没有{tier}</translation>
    </message>
</context>
<context>
    <name>NetworkTableDialog</name>
    <message>
        <source>Read a network table</source>
        <translation>读入医共体名单</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>A link that the table does not name stays. “remove” before a kind of link, as in “remove trusteeship”, takes that link away; “remove” alone takes away all links to the upper facility. “none” as the network takes a facility out of its network.</source>
        <translation>表中未提到的联系保持不变。联系类型前写“取消”（如“取消托管”）可去掉该联系；只写“取消”则去掉与上级机构的全部联系。医共体一栏写“无”则机构退出医共体。</translation>
    </message>
    <message>
        <source>{file}: {rows} rows read; {changes} changes, {confirmed} confirmed.</source>
        <translation>{file}：读入 {rows} 行，将改动 {changes} 项，确认现有归属 {confirmed} 项。</translation>
    </message>
    <message>
        <source>Nothing would change. Look at what is unclear below.</source>
        <translation>没有可以改动的内容。请查看下方“待核对”。</translation>
    </message>
    <message>
        <source>What is unclear is left out: mend the table and read it again, or take over what is clear.</source>
        <translation>不明确的内容不会采用：可修改名单后重新读入，也可先采用已明确的部分。</translation>
    </message>
    <message>
        <source>What will change</source>
        <translation>将要改动</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>名称对照</translation>
    </message>
    <message>
        <source>To be looked at</source>
        <translation>待核对</translation>
    </message>
    <message>
        <source>What will change ({count})</source>
        <translation>将要改动（{count}）</translation>
    </message>
    <message>
        <source>Names ({count})</source>
        <translation>名称对照（{count}）</translation>
    </message>
    <message>
        <source>To be looked at ({count})</source>
        <translation>待核对（{count}）</translation>
    </message>
</context>
<context>
    <name>NetworksPanel</name>
    <message>
        <source>Keep on the map</source>
        <translation>保留在地图上</translation>
    </message>
    <message>
        <source>Light the network up also while this panel is not seen</source>
        <translation>本面板不可见时，地图上仍显示该医共体</translation>
    </message>
    <message>
        <source>Show on the map</source>
        <translation>在地图上查看</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>另存为文件…</translation>
    </message>
    <message>
        <source>Work it out again</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>Against the report</source>
        <translation>与公布数对照</translation>
    </message>
    <message>
        <source>Referral chain</source>
        <translation>转诊路径</translation>
    </message>
    <message>
        <source>Change the network</source>
        <translation>调整医共体</translation>
    </message>
    <message>
        <source>Show these links on the map</source>
        <translation>在地图上显示这类联系</translation>
    </message>
    <message>
        <source>Parts of the network</source>
        <translation>医共体的组成机构</translation>
    </message>
    <message>
        <source>The province is being read…</source>
        <translation>正在读取全省数据…</translation>
    </message>
    <message>
        <source>No networks: stopped</source>
        <translation>未得到医共体：计算已停止</translation>
    </message>
    <message>
        <source>Putting the networks together…</source>
        <translation>正在组建医共体…</translation>
    </message>
    <message>
        <source>No networks: no county here has a county hospital in a layer that counts.</source>
        <translation>没有医共体：参与统计的图层中，各县均无县级医院。</translation>
    </message>
    <message>
        <source>{count} networks. Choose one above, or click a county or a facility on the map.</source>
        <translation>共 {count} 个医共体。请在上方选择，或在地图上点击县区或机构。</translation>
    </message>
    <message>
        <source>none: all of it is assumed</source>
        <translation>无，全部为推定</translation>
    </message>
    <message>
        <source>Sources: {sources}</source>
        <translation>来源：{sources}</translation>
    </message>
    <message>
        <source>In italics: assumed. Members that no source names stand under the nearest lead hospital of their county.</source>
        <translation>斜体为推定。来源未列明的成员，归入本县最近的牵头医院。</translation>
    </message>
</context>
<context>
    <name>NormAnalysis</name>
    <message>
        <source>Holding the counties against the norm</source>
        <translation>正在逐县核对</translation>
    </message>
</context>
<context>
    <name>NormUnitsModel</name>
    <message>
        <source>County</source>
        <translation>县（市、区）</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>测得值</translation>
    </message>
    <message>
        <source>{county}: {why}</source>
        <translation>{county}：{why}</translation>
    </message>
</context>
<context>
    <name>NormsModel</name>
    <message>
        <source>Norm</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>What is asked for</source>
        <translation>要求什么</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Empty where no source says any: then nothing is judged</source>
        <translation>没有来源给出数值时留空，此时不作判定</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>效力</translation>
    </message>
    <message>
        <source>How far the number can be relied on; unknown without a source</source>
        <translation>数值的可靠程度；没有来源的一律为“不明”</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Time within which a facility is to be reached</source>
        <translation>应在多少分钟内到达机构</translation>
    </message>
    <message>
        <source>km/h</source>
        <translation>公里/小时</translation>
    </message>
    <message>
        <source>Speed in a straight line, your assumption: it makes a radius of the time</source>
        <translation>直线速度，由您设定：与分钟数相乘得半径</translation>
    </message>
    <message>
        <source>Radius km</source>
        <translation>半径（公里）</translation>
    </message>
    <message>
        <source>Typed, or made from minutes and speed: then it is in italics</source>
        <translation>直接填写；由分钟和速度得出的用斜体显示</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>层级</translation>
    </message>
    <message>
        <source>The facilities that are to be within reach</source>
        <translation>应当在范围内的机构</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Where the number stands</source>
        <translation>数值出自哪里</translation>
    </message>
    <message>
        <source>Article</source>
        <translation>条款</translation>
    </message>
    <message>
        <source>Chapter or article in the source</source>
        <translation>来源中的章节或条款</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Year, year-month or year-month-day</source>
        <translation>年、年-月或年-月-日</translation>
    </message>
    <message>
        <source>Changed from the bundled row.</source>
        <translation>已改动，与内置的不同。</translation>
    </message>
    <message>
        <source>Change norm</source>
        <translation>修改标准</translation>
    </message>
</context>
<context>
    <name>NormsPanel</name>
    <message>
        <source>Work it out again</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>Set this radius</source>
        <translation>采用此半径</translation>
    </message>
    <message>
        <source>Delete row</source>
        <translation>删除此行</translation>
    </message>
    <message>
        <source>Reset row</source>
        <translation>还原此行</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部还原</translation>
    </message>
    <message>
        <source>Planning norms</source>
        <translation>规划标准</translation>
    </message>
    <message>
        <source>Counties held against the norm</source>
        <translation>各县对照标准的情况</translation>
    </message>
    <message>
        <source>Add row</source>
        <translation>添加一行</translation>
    </message>
    <message>
        <source>Save as a file</source>
        <translation>另存为文件</translation>
    </message>
    <message>
        <source>Table of norms…</source>
        <translation>标准表…</translation>
    </message>
    <message>
        <source>Verdicts by county…</source>
        <translation>逐县判定…</translation>
    </message>
    <message>
        <source>Add norm</source>
        <translation>添加标准</translation>
    </message>
    <message>
        <source>Delete norm</source>
        <translation>删除标准</translation>
    </message>
    <message>
        <source>Reset norm</source>
        <translation>还原标准</translation>
    </message>
    <message>
        <source>Reset all norms</source>
        <translation>还原全部标准</translation>
    </message>
    <message>
        <source>Set radius</source>
        <translation>设置半径</translation>
    </message>
    <message>
        <source>Needs a radius: type one, or minutes and a speed</source>
        <translation>需要半径：请填写半径，或填写分钟和速度</translation>
    </message>
    <message>
        <source>Sets the service radius of {tier} to {radius} km</source>
        <translation>把{tier}的服务半径设为 {radius} 公里</translation>
    </message>
    <message>
        <source>This norm has no radius</source>
        <translation>这条标准不按半径计</translation>
    </message>
    <message>
        <source>every tier</source>
        <translation>所有层级</translation>
    </message>
    <message>
        <source>{place}: {norm}</source>
        <translation>{place}：{norm}</translation>
    </message>
    <message>
        <source>No verdicts: stopped</source>
        <translation>未得出判定：已停止</translation>
    </message>
    <message>
        <source>Working out verdicts…</source>
        <translation>正在核对…</translation>
    </message>
</context>
<context>
    <name>OpenFile</name>
    <message>
        <source>Map files and tables</source>
        <translation>地图文件和表格</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Open a folder of files</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Reading {file}</source>
        <translation>正在读取 {file}</translation>
    </message>
</context>
<context>
    <name>PeopleRow</name>
    <message>
        <source>Use the bundled people again</source>
        <translation>恢复内置人口</translation>
    </message>
    <message>
        <source>Find the file…</source>
        <translation>重新指定文件…</translation>
    </message>
    <message>
        <source>Use the bundled people</source>
        <translation>恢复内置人口</translation>
    </message>
    <message>
        <source>People: {file}</source>
        <translation>人口：{file}</translation>
    </message>
    <message>
        <source>The people of {file} are missing: the figures are of the bundled ones</source>
        <translation>缺少“{file}”的人口数据：目前的数字按自带人口计算</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>First rows</source>
        <translation>前几行</translation>
    </message>
    <message>
        <source>WGS 84</source>
        <translation>WGS 84</translation>
    </message>
    <message>
        <source>Code of the township</source>
        <translation>乡镇代码</translation>
    </message>
    <message>
        <source>Code of the county</source>
        <translation>县代码</translation>
    </message>
    <message>
        <source>Position from</source>
        <translation>位置依据</translation>
    </message>
    <message>
        <source>Position within (m)</source>
        <translation>位置误差(米)</translation>
    </message>
</context>
<context>
    <name>ProjectActions</name>
    <message>
        <source>Untitled project</source>
        <translation>未命名项目</translation>
    </message>
    <message>
        <source>{project}[*] – Yiquan</source>
        <translation>{project}[*] – 医圈</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>保存项目</translation>
    </message>
    <message>
        <source>Saving {file}</source>
        <translation>正在保存 {file}</translation>
    </message>
    <message>
        <source>Project of Yiquan (*{suffix})</source>
        <translation>医圈项目 (*{suffix})</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Opened {file}</source>
        <translation>已打开 {file}</translation>
    </message>
    <message>
        <source>Saved {file}</source>
        <translation>已保存 {file}</translation>
    </message>
</context>
<context>
    <name>ProjectOpening</name>
    <message>
        <source>Opening {file}</source>
        <translation>正在打开 {file}</translation>
    </message>
    <message>
        <source>Find “{layer}”</source>
        <translation>重新指定“{layer}”的文件</translation>
    </message>
    <message>
        <source>Map files and tables</source>
        <translation>地图文件和表格</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Reading {file}</source>
        <translation>正在读取 {file}</translation>
    </message>
    <message>
        <source>Find the file</source>
        <translation>重新指定文件</translation>
    </message>
    <message>
        <source>The project is open, but these files of it could not be read. They stay in the project, and the figures do without them for now. To bring one back, choose “Find the file…” beside it, or put it back and open the project again.</source>
        <translation>项目已打开，但其中以下文件无法读取。它们仍保留在项目中，目前的数字不含这些内容。要恢复，请在图层面板中选择“重新指定文件…”，或将文件放回原处后重新打开项目。</translation>
    </message>
</context>
<context>
    <name>RadiiPanel</name>
    <message>
        <source>Show the coverage of this tier</source>
        <translation>显示此层级的覆盖情况</translation>
    </message>
    <message>
        <source>Service radius of {tier}</source>
        <translation>{tier}的服务半径</translation>
    </message>
    <message>
        <source> km</source>
        <translation> 公里</translation>
    </message>
    <message>
        <source>Assumed: no published norm read so far gives a radius. Distances are straight lines on the ellipsoid; roads and terrain are not counted.</source>
        <translation>半径为假定值：已查阅的公开规范都没有给出半径。距离为椭球面上的直线距离，未计道路和地形。</translation>
    </message>
    <message>
        <source>Set radius</source>
        <translation>设置半径</translation>
    </message>
    <message>
        <source>Choose tier</source>
        <translation>选择层级</translation>
    </message>
</context>
<context>
    <name>ReadNetworkTable</name>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Read a network table</source>
        <translation>读入医共体名单</translation>
    </message>
    <message>
        <source>Reading {file}</source>
        <translation>正在读取 {file}</translation>
    </message>
    <message>
        <source>Read the network table {file}</source>
        <translation>读入医共体名单 {file}</translation>
    </message>
    <message>
        <source>Taken over from {file}: {count}</source>
        <translation>已采用 {file}：{count} 项</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Clear this list</source>
        <translation>清空列表</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>暂无</translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>Yiquan</source>
        <translation>医圈</translation>
    </message>
    <message>
        <source>Open the copy</source>
        <translation>打开备份</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>删除备份</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>The program did not end properly the last time. There is a copy of “{project}” with changes that were not saved, of {time}. Open it?</source>
        <translation>程序上次未正常退出。“{project}”有一份未保存更改的备份（{time}）。是否打开？</translation>
    </message>
</context>
<context>
    <name>Referral</name>
    <message>
        <source>Following the referrals</source>
        <translation>正在查找转诊路径</translation>
    </message>
</context>
<context>
    <name>ReferralPanel</name>
    <message>
        <source>Chain of the selected facility</source>
        <translation>所选机构的转诊路径</translation>
    </message>
    <message>
        <source>Chain from a point on the map</source>
        <translation>从地图上一点出发</translation>
    </message>
    <message>
        <source>Then click the map where somebody lives</source>
        <translation>然后在地图上点击居住地点</translation>
    </message>
    <message>
        <source>By distance alone, regardless of networks</source>
        <translation>只看距离，不论医共体</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Steps of the referral chain</source>
        <translation>转诊路径的各级机构</translation>
    </message>
    <message>
        <source>Refers to</source>
        <translation>转往</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>层级</translation>
    </message>
    <message>
        <source>km</source>
        <translation>公里</translation>
    </message>
    <message>
        <source>How known</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Click the map where the referral chain starts. Esc cancels.</source>
        <translation>请在地图上点击转诊的起点，按 Esc 取消。</translation>
    </message>
    <message>
        <source>leaves for {county}</source>
        <translation>转出本县，至{county}</translation>
    </message>
    <message>
        <source>Select a facility, or name a point, to see where it refers to.</source>
        <translation>选择一家机构或指定一个地点，查看逐级转往哪里。</translation>
    </message>
    <message>
        <source>{start}: no network has a referral from here.</source>
        <translation>{start}：没有医共体从这里转诊。</translation>
    </message>
    <message>
        <source>From {start}: {km} km in all, in straight lines from step to step, not by road.</source>
        <translation>自{start}起共 {km} 公里，为逐级直线距离之和，非行车距离。</translation>
    </message>
    <message>
        <source>By distance: to the nearest facility of the next tier.</source>
        <translation>按距离：逐级转往上一层级中最近的机构。</translation>
    </message>
    <message>
        <source>Along the ties of the network; most of them are assumed.</source>
        <translation>沿医共体的转诊联系；多数为推定。</translation>
    </message>
</context>
<context>
    <name>Refinement</name>
    <message>
        <source>Drawing the curve</source>
        <translation>正在绘制曲线</translation>
    </message>
    <message>
        <source>Working out the reach of any tier</source>
        <translation>正在计算任一层级可达人口</translation>
    </message>
    <message>
        <source>Working out the interval</source>
        <translation>正在计算区间</translation>
    </message>
    <message>
        <source>Drawing positions</source>
        <translation>正在抽取位置</translation>
    </message>
</context>
<context>
    <name>SaveAccess</name>
    <message>
        <source>Save access and equity as a file</source>
        <translation>保存可达性与公平性表格</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
</context>
<context>
    <name>SaveCoverage</name>
    <message>
        <source>Save the table of coverage as a file</source>
        <translation>将覆盖情况表保存为文件</translation>
    </message>
    <message>
        <source>Save the coverage curve as a file</source>
        <translation>将覆盖曲线存为文件</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Workbook (*.xlsx)</source>
        <translation>工作簿 (*.xlsx)</translation>
    </message>
</context>
<context>
    <name>SaveFindings</name>
    <message>
        <source>Save the findings as a file</source>
        <translation>将检查结果另存为文件</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
</context>
<context>
    <name>SaveGaps</name>
    <message>
        <source>GeoPackage, for GIS programs (*.gpkg)</source>
        <translation>GeoPackage，供 GIS 软件使用 (*.gpkg)</translation>
    </message>
    <message>
        <source>GeoJSON, for GIS programs (*.geojson)</source>
        <translation>GeoJSON，供 GIS 软件使用 (*.geojson)</translation>
    </message>
    <message>
        <source>Table without outlines (*.csv)</source>
        <translation>不含边界的表格 (*.csv)</translation>
    </message>
    <message>
        <source>Save the gaps as a file</source>
        <translation>将空白区保存为文件</translation>
    </message>
</context>
<context>
    <name>SaveIndicators</name>
    <message>
        <source>Save published indicators as a file</source>
        <translation>把公开指标存为文件</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Workbook (*.xlsx)</source>
        <translation>工作簿（*.xlsx）</translation>
    </message>
</context>
<context>
    <name>SaveLayer</name>
    <message>
        <source>GeoPackage, for GIS programs (*.gpkg)</source>
        <translation>GeoPackage，用于 GIS 软件 (*.gpkg)</translation>
    </message>
    <message>
        <source>GeoJSON, for GIS programs (*.geojson)</source>
        <translation>GeoJSON，用于 GIS 软件 (*.geojson)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>Shapefile (*.shp)</source>
        <translation>Shapefile (*.shp)</translation>
    </message>
    <message>
        <source>Save “{layer}” as a file</source>
        <translation>将“{layer}”另存为文件</translation>
    </message>
</context>
<context>
    <name>SaveNetworks</name>
    <message>
        <source>GeoPackage, for GIS programs (*.gpkg)</source>
        <translation>GeoPackage，供 GIS 软件使用 (*.gpkg)</translation>
    </message>
    <message>
        <source>GeoJSON, for GIS programs (*.geojson)</source>
        <translation>GeoJSON，供 GIS 软件使用 (*.geojson)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>Save the networks as a file</source>
        <translation>把医共体保存为文件</translation>
    </message>
</context>
<context>
    <name>SaveNorms</name>
    <message>
        <source>Save the norms as a file</source>
        <translation>把标准存为文件</translation>
    </message>
    <message>
        <source>Save the verdicts as a file</source>
        <translation>把判定结果存为文件</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Workbook (*.xlsx)</source>
        <translation>工作簿 (*.xlsx)</translation>
    </message>
</context>
<context>
    <name>SavePicture</name>
    <message>
        <source>PNG picture, as large as the map on the screen (*.png)</source>
        <translation>PNG 图片，与屏幕上的地图同大 (*.png)</translation>
    </message>
    <message>
        <source>Save the map as a picture</source>
        <translation>地图存为图片</translation>
    </message>
    <message>
        <source>PNG picture, {width} × {height} pixels (*.png)</source>
        <translation>PNG 图片，{width} × {height} 像素 (*.png)</translation>
    </message>
    <message>
        <source>PNG picture for print, {width} × {height} pixels (*.png)</source>
        <translation>PNG 图片（打印用），{width} × {height} 像素 (*.png)</translation>
    </message>
    <message>
        <source>Saving the picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Saved {file}</source>
        <translation>已保存 {file}</translation>
    </message>
</context>
<context>
    <name>Saver</name>
    <message>
        <source>Saving {file}</source>
        <translation>正在保存 {file}</translation>
    </message>
    <message>
        <source>Saved {file}</source>
        <translation>已保存 {file}</translation>
    </message>
</context>
<context>
    <name>SourcesDialog</name>
    <message>
        <source>Data sources and licences</source>
        <translation>数据来源与许可</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>署名</translation>
    </message>
    <message>
        <source>{layer} (modelled)</source>
        <translation>{layer}（模型估计）</translation>
    </message>
</context>
<context>
    <name>UnitsModel</name>
    <message>
        <source>County</source>
        <translation>县（市、区）</translation>
    </message>
    <message>
        <source>Prefecture</source>
        <translation>市州</translation>
    </message>
    <message>
        <source>Province</source>
        <translation>省份</translation>
    </message>
    <message>
        <source>Where the share may lie as positions are not exact: 95 of 100 draws, and the share itself</source>
        <translation>因位置不准确，覆盖率可能所在的范围：包含 100 次抽取中的 95 次，以及该覆盖率本身</translation>
    </message>
    <message>
        <source>Population</source>
        <translation>人口</translation>
    </message>
    <message>
        <source>Covered</source>
        <translation>覆盖人口</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>覆盖率</translation>
    </message>
    <message>
        <source>Share from</source>
        <translation>覆盖率下限</translation>
    </message>
    <message>
        <source>Share to</source>
        <translation>覆盖率上限</translation>
    </message>
    <message>
        <source>Area km²</source>
        <translation>面积(平方公里)</translation>
    </message>
    <message>
        <source>Land by its cells</source>
        <translation>按格网计算的土地面积（平方公里）</translation>
    </message>
    <message>
        <source>Covered km²</source>
        <translation>可达(平方公里)</translation>
    </message>
    <message>
        <source>Land within the service radius, inhabited or not</source>
        <translation>服务半径以内的土地（平方公里），不论是否有人居住</translation>
    </message>
    <message>
        <source>Area share</source>
        <translation>面积占比</translation>
    </message>
    <message>
        <source>Covered land over all land</source>
        <translation>可达面积占全部面积的比例</translation>
    </message>
    <message>
        <source>Mean km</source>
        <translation>平均(公里)</translation>
    </message>
    <message>
        <source>Median km</source>
        <translation>中位(公里)</translation>
    </message>
    <message>
        <source>Half of the people live within this distance of a facility</source>
        <translation>一半人口居住在此距离以内</translation>
    </message>
    <message>
        <source>P90 km</source>
        <translation>九成(公里)</translation>
    </message>
    <message>
        <source>Farthest km</source>
        <translation>最远(公里)</translation>
    </message>
    <message>
        <source>Distance of the person who lives farthest from a facility</source>
        <translation>居住最远者到机构的距离</translation>
    </message>
    <message>
        <source>Census of 2020</source>
        <translation>2020 年人口普查</translation>
    </message>
    <message>
        <source>People within the service radius of a facility (modelled cells)</source>
        <translation>住在机构服务半径内的人口（网格为模型估计）</translation>
    </message>
    <message>
        <source>Covered people over all people</source>
        <translation>覆盖人口占总人口的比例</translation>
    </message>
    <message>
        <source>Distance to the nearest facility, weighted by people</source>
        <translation>到最近机构的距离，按人口加权</translation>
    </message>
    <message>
        <source>Nine people in ten live within this distance of a facility</source>
        <translation>九成人口到最近机构不超过此距离</translation>
    </message>
</context>
<context>
    <name>UnitsTable</name>
    <message>
        <source>Coverage by county</source>
        <translation>分县覆盖情况</translation>
    </message>
    <message>
        <source>Counties</source>
        <translation>县级</translation>
    </message>
    <message>
        <source>Prefectures</source>
        <translation>市州</translation>
    </message>
    <message>
        <source>Provinces</source>
        <translation>省</translation>
    </message>
    <message>
        <source>Rows of the table</source>
        <translation>表格的行</translation>
    </message>
    <message>
        <source>Save the table…</source>
        <translation>保存表格…</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
</context>
<context>
    <name>UseBoxes</name>
    <message>
        <source>Use as</source>
        <translation>用作</translation>
    </message>
    <message>
        <source>Tier of the facilities</source>
        <translation>机构的层级</translation>
    </message>
    <message>
        <source>Recognised row by row</source>
        <translation>逐行识别</translation>
    </message>
    <message>
        <source>Tier of those not recognised</source>
        <translation>未识别机构的层级</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>不添加</translation>
    </message>
    <message>
        <source>Counts instead of the bundled facilities of the tier</source>
        <translation>代替该层级的内置机构参与计算</translation>
    </message>
    <message>
        <source>Otherwise both count together</source>
        <translation>否则两者一起计算</translation>
    </message>
    <message>
        <source>Takes the place of the bundled people in all figures until you bring them back.</source>
        <translation>在所有数字中代替内置人口，直到您恢复内置人口。</translation>
    </message>
    <message>
        <source>list of facilities</source>
        <translation>机构名单</translation>
    </message>
    <message>
        <source>people where they live</source>
        <translation>人口分布</translation>
    </message>
    <message>
        <source>outlines on the map</source>
        <translation>地图上的轮廓</translation>
    </message>
    <message>
        <source>Not recognised: {count}</source>
        <translation>未识别：{count}</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>层级</translation>
    </message>
    <message>
        <source>Not recognised</source>
        <translation>未识别的</translation>
    </message>
</context>
<context>
    <name>WhatIf</name>
    <message>
        <source>Move facility</source>
        <translation>移动机构</translation>
    </message>
    <message>
        <source>Remove facility</source>
        <translation>撤销机构</translation>
    </message>
    <message>
        <source>Change tier</source>
        <translation>改变层级</translation>
    </message>
    <message>
        <source>Take back a change</source>
        <translation>收回一项改动</translation>
    </message>
    <message>
        <source>Take back all changes</source>
        <translation>收回全部改动</translation>
    </message>
    <message>
        <source>What-if facility {number}</source>
        <translation>假设机构 {number}</translation>
    </message>
    <message>
        <source>Add facility</source>
        <translation>新增机构</translation>
    </message>
</context>
<context>
    <name>WhatIfPanel</name>
    <message>
        <source>Move…</source>
        <translation>移动…</translation>
    </message>
    <message>
        <source>Then click the map where it is to stand</source>
        <translation>然后在地图上点击它应在的位置</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>撤销机构</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>What-if: not real facilities</source>
        <translation>假设方案：并非真实机构</translation>
    </message>
    <message>
        <source>Suppose one more: then click the map where it is to stand</source>
        <translation>假设新增一处：然后在地图上点击它应在的位置</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>层级</translation>
    </message>
    <message>
        <source>Suppose that it were of another tier, higher or lower</source>
        <translation>假设它属于另一层级（升或降）</translation>
    </message>
    <message>
        <source>Add: {tier}…</source>
        <translation>新增：{tier}…</translation>
    </message>
    <message>
        <source>Click the map where the {tier} is to stand. Esc cancels.</source>
        <translation>请在地图上点击新增{tier}的位置；按 Esc 取消。</translation>
    </message>
    <message>
        <source>Click the map where {name} is to stand. Esc cancels.</source>
        <translation>请在地图上点击“{name}”应在的位置；按 Esc 取消。</translation>
    </message>
</context>
<context>
    <name>ZonesEditor</name>
    <message>
        <source>Up to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Not used yet: each zone has to reach farther than the one before it.</source>
        <translation>尚未采用：每个分区都须比前一个更远。</translation>
    </message>
    <message>
        <source>Add a zone</source>
        <translation>增加分区</translation>
    </message>
    <message>
        <source>Remove the last</source>
        <translation>去掉最后一个</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Thirds of the catchment, weighing 1, 0.68 and 0.22</source>
        <translation>搜索半径三等分，权重为 1、0.68、0.22</translation>
    </message>
    <message>
        <source> km</source>
        <translation> 公里</translation>
    </message>
    <message>
        <source>Reach of zone {number}</source>
        <translation>第 {number} 分区的范围</translation>
    </message>
    <message>
        <source>Weight of zone {number}</source>
        <translation>第 {number} 分区的权重</translation>
    </message>
</context>
<context>
    <name>_NamesModel</name>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Name in the table</source>
        <translation>名单中的名称</translation>
    </message>
    <message>
        <source>Taken for</source>
        <translation>对应机构</translation>
    </message>
    <message>
        <source>County</source>
        <translation>县（市、区）</translation>
    </message>
    <message>
        <source>How</source>
        <translation>匹配方式</translation>
    </message>
</context>
<context>
    <name>file_dialog</name>
    <message>
        <source>Look in:</source>
        <translation>查找范围：</translation>
    </message>
    <message>
        <source>File type:</source>
        <translation>文件类型：</translation>
    </message>
</context>
<context>
    <name>hosts</name>
    <message>
        <source>Yiquan</source>
        <translation>医圈</translation>
    </message>
    <message>
        <source>Connect only if you know this computer: it learns your address, and that you opened the project. No password of yours is sent to a database; files may tell it who you are. Without it the layer stays empty until you choose “Find the file…”.</source>
        <translation>只在认识这台计算机时才连接：它会得知您的网络地址，以及您打开了这个项目。连接数据库不会发送您的任何密码；读取文件则可能让它知道您是谁。不连接时，该图层暂时为空，可用“重新指定文件…”找回。</translation>
    </message>
    <message>
        <source>Do not ask again about this computer</source>
        <translation>以后不再询问这台计算机</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不连接</translation>
    </message>
    <message>
        <source>The project wants to read the file “{file}” from the computer {host} in the network. Connect?</source>
        <translation>项目要从网络上的计算机 {host} 读取文件“{file}”。要连接吗？</translation>
    </message>
    <message>
        <source>The project wants to read from the database “{database}” at {host}, as user “{user}”. Connect?</source>
        <translation>项目要以用户“{user}”的身份读取 {host} 上的数据库“{database}”。要连接吗？</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>This did not work because of a fault in the program ({kind}). Your data is unchanged. The details are in the log file: Help, Open log folder.</source>
        <translation>程序内部出错（{kind}），操作没有完成。您的数据没有改变。详细信息见日志文件：帮助 – 打开日志文件夹。</translation>
    </message>
    <message>
        <source>Yiquan</source>
        <translation>医圈</translation>
    </message>
</context>
<context>
    <name>project_questions</name>
    <message>
        <source>“{project}” has changes that are not saved. Save them?</source>
        <translation>“{project}”有未保存的更改，是否保存？</translation>
    </message>
    <message>
        <source>“{file}” is not where it was opened or saved last: it was moved, renamed or deleted. Save it there again, or save it as another file?</source>
        <translation>“{file}”已不在上次打开或保存的位置：可能已被移动、改名或删除。要存回原处，还是另存为其他文件？</translation>
    </message>
    <message>
        <source>Save it there again</source>
        <translation>存回原处</translation>
    </message>
    <message>
        <source>“{file}” has changed since it was opened or saved here: another window or program has written it. To overwrite it loses what was written there.</source>
        <translation>“{file}”自在此打开或保存以来已有变化：另一个窗口或程序写过它。覆盖会丢失那里写入的内容。</translation>
    </message>
    <message>
        <source>Overwrite it</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Save as another file…</source>
        <translation>另存为其他文件…</translation>
    </message>
    <message>
        <source>Yiquan</source>
        <translation>医圈</translation>
    </message>
</context>
</TS>
